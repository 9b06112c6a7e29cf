package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
)

// View is a modal (or home tab) as the person has it open.
type View struct {
	ID, Hash, Type       string
	User                 string
	CallbackID           string
	ExternalID           string
	PrivateMetadata      string
	Title, Submit, Close string          // texts; "" = absent
	Blocks               json.RawMessage // block_id and action_id always filled in
	RootID, PreviousID   string
	ClearOnClose         bool
	NotifyOnClose        bool
	// State is what stands in each field now: block_id -> action_id -> the option's
	// value, the text, or several option values joined by commas. Prefilled from
	// the blocks' initial values; empty fields are absent.
	State map[string]map[string]string
	// Errors of the last submission by block_id; key "" = the line that the client
	// shows when the bot did not answer.
	Errors map[string]string
}

// Limits of a view.
const (
	maxViewBytes = 250_000
	maxTitle     = 24
	maxMetadata  = 3000
	maxStack     = 3 // modals on top of each other
)

// parseView checks a view payload and makes the View, w.mu held; the caller gives
// it its place. pings are the live mentions.
func (w *Workspace) parseView(what, raw string, on surface) (*View, []string, error) {
	var p struct {
		Type            string          `json:"type"`
		Title           object          `json:"title"`
		Submit          object          `json:"submit"`
		Close           object          `json:"close"`
		Blocks          json.RawMessage `json:"blocks"`
		PrivateMetadata string          `json:"private_metadata"`
		CallbackID      string          `json:"callback_id"`
		ExternalID      string          `json:"external_id"`
		ClearOnClose    bool            `json:"clear_on_close"`
		NotifyOnClose   bool            `json:"notify_on_close"`
	}
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		w.violate("%s: the view is no JSON object: %v", what, err)
		return nil, nil, refuse("invalid_arguments")
	}
	if len(raw) > maxViewBytes {
		w.violate("%s: view of %d bytes, limit %d", what, len(raw), maxViewBytes)
		return nil, nil, refuse("view_too_large")
	}
	c := check{on: on}
	want := "modal"
	if on == onHome {
		want = "home"
	} else {
		c.text("view/title", any(p.Title), maxTitle, true)
	}
	if p.Type != want {
		c.fault("view/type", "%q, must be %q", p.Type, want)
	}
	for k, t := range map[string]object{"submit": p.Submit, "close": p.Close} {
		if t != nil {
			c.text("view/"+k, t, maxTitle, true)
		}
	}
	c.within("view/private_metadata", p.PrivateMetadata, maxMetadata)
	c.within("view/callback_id", p.CallbackID, maxID)
	c.within("view/external_id", p.ExternalID, maxID)
	if len(p.Blocks) == 0 || string(p.Blocks) == "null" {
		p.Blocks = json.RawMessage(`"missing"`)
	}
	blocks, pings, err := w.parseBlocks(what, on, string(p.Blocks))
	if err != nil {
		return nil, nil, err
	}
	if on == onModal && p.Submit == nil && slices.ContainsFunc(elementsOf(blocks), element.input) {
		c.fault("view/submit", "is required when there is an input block")
	}
	if len(c.faults) > 0 {
		slices.Sort(c.faults)
		for _, f := range c.faults {
			w.violate("%s: %s", what, f)
		}
		return nil, nil, refuseWith("invalid_arguments", c.faults)
	}
	word := func(o object) string { s, _ := o["text"].(string); return s }
	return &View{
		Type: p.Type, CallbackID: p.CallbackID, ExternalID: p.ExternalID, PrivateMetadata: p.PrivateMetadata,
		Title: word(p.Title), Submit: word(p.Submit), Close: word(p.Close), Blocks: blocks,
		ClearOnClose: p.ClearOnClose, NotifyOnClose: p.NotifyOnClose,
		State: prefilled(blocks, nil),
	}, tidy(pings), nil
}

// rehash marks a change of the view.
func (w *Workspace) rehash(v *View) {
	v.Hash = fmt.Sprintf("%d.%s", w.cfg.Now().Unix(), w.id("h"))
}

// viewByID finds an open modal or a home tab.
func (w *Workspace) viewByID(id string) *View {
	for _, st := range w.stacks {
		for _, v := range st {
			if v.ID == id {
				return v
			}
		}
	}
	for _, v := range w.homes {
		if v.ID == id {
			return v
		}
	}
	return nil
}

// opened puts a modal on top of the person's stack; fresh starts a new stack.
func (w *Workspace) opened(user string, v *View, fresh bool, pings []string) {
	if fresh {
		w.stacks[user] = nil
	}
	v.ID, v.User = w.id("V"), user
	v.RootID = v.ID
	if st := w.stacks[user]; len(st) > 0 {
		v.RootID, v.PreviousID = st[0].ID, st[len(st)-1].ID
	}
	w.settleIn(v)
	w.rehash(v)
	w.stacks[user] = append(w.stacks[user], v)
	w.showView(v, pings)
}

// replace gives an open view new content; its place in the stack stays.
func (w *Workspace) replace(old, v *View, pings []string) {
	keep := old.State
	id, user, root, prev := old.ID, old.User, old.RootID, old.PreviousID
	*old = *v
	old.ID, old.User, old.RootID, old.PreviousID = id, user, root, prev
	old.State = prefilled(old.Blocks, keep)
	w.settleIn(old)
	w.rehash(old)
	w.showView(old, pings)
}

func (w *Workspace) showView(v *View, pings []string) {
	kind := SeenView
	if v.Type == "home" {
		kind = SeenHome
	}
	w.see(Seen{Kind: kind, User: v.User, From: w.cfg.BotUser, ViewID: v.ID, Text: v.Title, Blocks: v.Blocks, Pings: pings})
}

// viewJSON is the view as the Web API and payloads give it.
func (w *Workspace) viewJSON(v *View) object {
	plain := func(s string) any {
		if s == "" {
			return nil
		}
		return object{"type": "plain_text", "text": s, "emoji": true}
	}
	o := object{
		"id": v.ID, "team_id": w.cfg.Team, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata,
		"callback_id": v.CallbackID, "state": stateJSON(v.Blocks, v.State), "hash": v.Hash,
		"title": plain(v.Title), "submit": plain(v.Submit), "close": plain(v.Close),
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose,
		"previous_view_id": nil, "root_view_id": v.RootID, "external_id": v.ExternalID,
		"app_id": w.cfg.AppID, "app_installed_team_id": w.cfg.Team, "bot_id": w.cfg.BotID,
	}
	if v.PreviousID != "" {
		o["previous_view_id"] = v.PreviousID
	}
	return o
}
