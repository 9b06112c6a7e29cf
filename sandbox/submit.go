package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// trouble is what the client shows in a modal when the bot did not answer well.
const trouble = "We had some trouble connecting. Try again?"

// Fill enters values into the person's open modal without submitting it. Keys are
// "block_id" or "block_id/action_id"; values as in View.State, "" empties a field.
func (w *Workspace) Fill(user, viewID string, input map[string]string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.top(user, viewID)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if err = fill(v.Blocks, v.State, input, w.there); err != nil {
		return fmt.Errorf("fill %s: %w", v.ID, err)
	}
	return nil
}

// Submit enters the input (as Fill) and presses the modal's submit button. The
// error says that Slack's client would not have let it through: no such view or
// field, a value that does not fit, required fields left empty (named). Nothing is
// delivered then. Else the view closes, changes, or stays open with View.Errors,
// as the bot's answer says.
func (w *Workspace) Submit(ctx context.Context, user, viewID string, input map[string]string) (Ack, error) {
	d, id, err := w.submitted(user, viewID, input)
	if err != nil {
		return Ack{}, fmt.Errorf("submit: %w", err)
	}
	ack, err := w.deliver(ctx, d)
	if err != nil {
		return ack, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if ack.OK() {
		if rerr := w.settle(user, id, ack.Body); rerr != nil {
			w.violate("answer to a submission: %v", rerr)
			ack.Error = "invalid_response"
		}
	}
	if !ack.OK() {
		w.stuck(user, id, map[string]string{"": trouble})
	}
	return ack, nil
}

func (w *Workspace) submitted(user, viewID string, input map[string]string) (*delivery, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.person(user)
	if err != nil {
		return nil, "", err
	}
	v, err := w.top(user, viewID)
	if err != nil {
		return nil, "", err
	}
	if v.Submit == "" {
		return nil, "", fmt.Errorf("view %s has no submit button", v.ID)
	}
	if err = fill(v.Blocks, v.State, input, w.there); err != nil {
		return nil, "", err
	}
	var missing []string
	for _, e := range elementsOf(v.Blocks) {
		if e.required() && v.State[e.blockID][e.action] == "" {
			missing = append(missing, e.key())
		}
	}
	if len(missing) > 0 {
		return nil, "", fmt.Errorf("please complete all required fields: %s", strings.Join(missing, ", "))
	}
	v.Errors = nil
	p := object{
		"type": "view_submission", "team": w.teamJSON(), "user": w.actorJSON(m), "api_app_id": w.cfg.AppID, "token": "",
		"trigger_id": w.arm(user), "view": w.viewJSON(v), "response_urls": []object{},
		"is_enterprise_install": false, "enterprise": nil,
	}
	return w.interaction("submit "+v.CallbackID, p), v.ID, nil
}

// settle does what the bot answered to a submission, w.mu held.
func (w *Workspace) settle(user, id, body string) error {
	var r struct {
		Action string            `json:"response_action"`
		View   json.RawMessage   `json:"view"`
		Errors map[string]string `json:"errors"`
	}
	if strings.TrimSpace(body) != "" {
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return fmt.Errorf("not JSON: %w", err)
		}
	}
	v := w.held(user, id)
	if v == nil { // closed meanwhile, or submitted from another device
		return nil
	}
	switch r.Action {
	case "":
		w.drop(user, id)
	case "clear":
		delete(w.stacks, user)
	case "errors":
		inputs := map[string]bool{}
		for _, e := range elementsOf(v.Blocks) {
			inputs[e.blockID] = inputs[e.blockID] || e.input()
		}
		for k := range r.Errors {
			if !inputs[k] {
				return fmt.Errorf("errors name %q, which is no input block of the view", k)
			}
		}
		if len(r.Errors) == 0 {
			return fmt.Errorf("errors are empty")
		}
		w.stuck(user, id, r.Errors)
	case "update", "push":
		next, pings, err := w.parseView("response_action "+r.Action, string(r.View), onModal)
		if err != nil {
			return err
		}
		if r.Action == "update" {
			w.replace(v, next, pings)
			return nil
		}
		if len(w.stacks[user]) >= maxStack {
			return fmt.Errorf("push on %d views, limit %d", len(w.stacks[user]), maxStack)
		}
		w.opened(user, next, false, pings)
	default:
		return fmt.Errorf("response_action %q", r.Action)
	}
	return nil
}

// stuck keeps the view open with errors that the person reads.
func (w *Workspace) stuck(user, id string, errs map[string]string) {
	v := w.held(user, id)
	if v == nil {
		return
	}
	v.Errors = errs
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(errs)) {
		lines = append(lines, strings.TrimPrefix(k+": "+errs[k], ": "))
	}
	w.see(Seen{Kind: SeenError, User: user, ViewID: id, Text: strings.Join(lines, "\n")})
}

// drop takes one view off the person's stack.
func (w *Workspace) drop(user, id string) {
	w.stacks[user] = slices.DeleteFunc(w.stacks[user], func(v *View) bool { return v.ID == id })
	if len(w.stacks[user]) == 0 {
		delete(w.stacks, user)
	}
}

// held is one of the person's open modals, nil if it is not open.
func (w *Workspace) held(user, id string) *View {
	for _, v := range w.stacks[user] {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// CloseView closes the person's open modal without submitting; viewID "" = the top
// one. The bot is told (view_closed) when the view asked for it.
func (w *Workspace) CloseView(user, viewID string) {
	w.mu.Lock()
	v, err := w.top(user, viewID)
	if err != nil || v.Type == "home" {
		w.mu.Unlock()
		return
	}
	if v.ClearOnClose {
		delete(w.stacks, user)
	} else {
		w.drop(user, v.ID)
	}
	if !v.NotifyOnClose {
		w.mu.Unlock()
		return
	}
	d := w.interaction("close "+v.CallbackID, object{
		"type": "view_closed", "team": w.teamJSON(), "user": w.actorJSON(w.members[user]), "api_app_id": w.cfg.AppID,
		"token": "", "view": w.viewJSON(v), "is_cleared": v.ClearOnClose, "is_enterprise_install": false, "enterprise": nil,
	})
	w.mu.Unlock()
	// Nobody waits for the answer to a closed view, and it changes nothing.
	_, _ = w.deliver(context.Background(), d)
}
