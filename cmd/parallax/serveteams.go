package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"parallax/bot"
	"parallax/bot/teams"
	"parallax/checkins"
)

// addTeams brings the desk to Microsoft Teams, both ways.
func (s *service) addTeams(cfg Config, w world, signer bot.Signer, mux *http.ServeMux, log *slog.Logger) error {
	hosts, err := teams.NewHosts(cfg.TeamsServiceHosts...)
	if err != nil {
		return configError{err.Error()}
	}
	tokens, err := teams.NewTokenSource(teams.Credentials{
		AppID: cfg.TeamsAppID, Password: cfg.TeamsAppPassword.Reveal(), Tenant: cfg.TeamsTenant, URL: cfg.TeamsTokenURL, Log: log,
	})
	if err != nil {
		return configError{err.Error()}
	}
	renderer := teams.Renderer{Signer: signer}
	courier := &teams.Courier{
		Connector: teams.NewConnector(tokens, hosts, nil, nil), Renderer: renderer, References: s.store,
		AppID: cfg.TeamsAppID, Tenant: cfg.TeamsTenant, Log: log, Turns: s.turns(w), Clients: &teams.Clients{},
	}
	if !standIn(cfg.TeamsTokenURL) { // a stand-in says where it is by what it sends
		courier.Service = teams.DefaultService
	}
	s.desk.Couriers[checkins.Teams], s.desk.Guests[checkins.Teams], s.desk.Profiles[checkins.Teams] = courier, courier, courier
	handler, err := teams.NewHandler(teams.Config{Desk: s.desk, Renderer: renderer, References: s.store, Resume: courier.Resume, Drive: courier.Connector, Log: log, Now: s.desk.Now, Unpaced: w.hurried, Clients: courier.Clients})
	if err != nil {
		return err
	}
	validator, err := teams.NewValidator(teams.Trust{
		AppID: cfg.TeamsAppID, OpenID: cfg.TeamsOpenIDURL, Hosts: hosts, Now: time.Now, Log: log,
		Tenant: func(_ context.Context, id string) (bool, error) { return id == cfg.TeamsTenant, nil },
	})
	if err != nil {
		return configError{err.Error()}
	}
	door, err := judge(w, validator)
	if err != nil {
		return err
	}
	gate, err := teams.NewGate(door, handler.Handle, log)
	if err != nil {
		return err
	}
	gate.Routes(mux)
	return nil
}
