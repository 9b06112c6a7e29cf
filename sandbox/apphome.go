package sandbox

import (
	"context"
	"fmt"
)

// OpenHome is a person who looks at the bot's home tab: the bot is told, and may draw
// it. What stands there then is Home.
func (w *Workspace) OpenHome(ctx context.Context, user string) (Ack, error) {
	return w.openTab(ctx, user, "home")
}

// OpenMessages is a person who looks at the bot's messages tab.
func (w *Workspace) OpenMessages(ctx context.Context, user string) (Ack, error) {
	return w.openTab(ctx, user, "messages")
}

func (w *Workspace) openTab(ctx context.Context, user, tab string) (Ack, error) {
	w.mu.Lock()
	if _, err := w.person(user); err != nil {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("open the %s tab: %w", tab, err)
	}
	w.at[user] = w.im(user).ID
	event := object{"type": "app_home_opened", "user": user, "channel": w.im(user).ID, "tab": tab, "event_ts": w.stamp()}
	if v := w.homes[user]; v != nil && tab == "home" {
		event["view"] = w.viewJSON(v)
	}
	w.mu.Unlock()
	return w.Event(ctx, event)
}

// homeForm is the home tab of a person as the page draws it, nil when none was
// published. It is no dialog: nothing in it is submitted.
func homeForm(v *View, in string, pen scribe) *form {
	if v == nil {
		return nil
	}
	s := sheet{scribe: pen, id: "home", as: v.User, in: in, state: v.State, modal: true}
	return &form{ID: v.ID, Blocks: s.draw(v.Blocks)}
}

// goHome opens the home tab.
func (p *screen) goHome(ctx context.Context, d deed) string {
	if p.venue(d.user) != venue(p.w) {
		return ""
	}
	return p.outcome(p.w.OpenHome(ctx, d.user))
}
