package sandbox

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"time"
)

// tokenSpan is the life of a token that comes with an activity.
const tokenSpan = time.Hour

// botScope is what the app asks an access token for.
const botScope = "https://api.botframework.com/.default"

// unwelcome is an error of the token endpoint.
func unwelcome(status int, code, number, text string) error {
	return &denial{status: status, code: code, body: object{
		"error": code, "error_description": number + ": " + text, "error_codes": []string{number}, "timestamp": "", "trace_id": "", "correlation_id": "",
	}}
}

// giveToken gives an access token for the client credentials of the app.
func (t *Tenant) giveToken(a ask) (int, any, error) {
	switch {
	case a.Get("tenant") != t.cfg.ID:
		return 0, nil, unwelcome(http.StatusBadRequest, "invalid_request", "AADSTS90002", "Tenant not found.")
	case a.Get("grant_type") != "client_credentials":
		return 0, nil, unwelcome(http.StatusBadRequest, "unsupported_grant_type", "AADSTS70003", "The app requested an unsupported grant type.")
	case t.cfg.AppID == "" || a.Get("client_id") != t.cfg.AppID || t.dead:
		return 0, nil, unwelcome(http.StatusBadRequest, "unauthorized_client", "AADSTS700016", "Application was not found in the directory.")
	case t.cfg.Secret == "" || a.Get("client_secret") != t.cfg.Secret:
		return 0, nil, unwelcome(http.StatusUnauthorized, "invalid_client", "AADSTS7000215", "Invalid client secret provided.")
	case a.Get("scope") != botScope:
		return 0, nil, unwelcome(http.StatusBadRequest, "invalid_scope", "AADSTS70011", "The provided value for scope is not valid.")
	}
	now := t.cfg.Wall()
	// Looks like a token of Entra ID, so that whoever searches logs for one finds it.
	claims := object{"aud": Issuer, "appid": t.cfg.AppID, "tid": t.cfg.ID, "exp": now.Add(t.cfg.TokenLife).Unix(), "uti": t.uuid()}
	b64 := base64.RawURLEncoding.EncodeToString
	token := b64(encode(object{"alg": "RS256", "typ": "JWT"})) + "." + b64(encode(claims)) + "." + code("access", t.salt, fmt.Sprint(t.seq))
	t.tokens[token] = now.Add(t.cfg.TokenLife)
	life := int(t.cfg.TokenLife/time.Second) - 1
	return http.StatusOK, object{"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token}, nil
}
