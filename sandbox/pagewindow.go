package sandbox

import "context"

// actions are what the menu of a message offers on a platform.
func (p *screen) actions(at venue) []MessageAction {
	if at == venue(p.t) {
		return p.t.cfg.Actions
	}
	return p.w.cfg.Actions
}

// pick picks an action of the app from the menu of a message.
func (p *screen) pick(ctx context.Context, d deed) string {
	ts, id := d.form.Get("ts"), d.form.Get("press")
	if p.inTeams(d.user) {
		return p.toldInTeams(d.user, func() (Ack, error) { return p.t.Pick(ctx, d.user, d.channel, ts, id) })
	}
	return p.outcome(p.w.Shortcut(ctx, d.user, d.channel, ts, id))
}

// window is the dialog that somebody has open in Teams, nil when there is none. What the
// client says meanwhile stands in it, for it covers all else.
func (p *screen) window(user, said string, pen scribe) *form {
	w := p.t.Window(user)
	if w == nil {
		return nil
	}
	s := cardSheet{id: "window", names: pen.people, entered: p.t.Filled(user, w.Channel, w.TS)}
	f := &form{ID: w.TS, Title: w.Title, Trouble: said, Card: &cardView{ID: s.id, Key: cardKey(w.Message), As: user, In: w.Channel, TS: w.TS}}
	f.Card.Parts, f.Card.Forms = drawCard(p.t.found(w.Card), s)
	return f
}
