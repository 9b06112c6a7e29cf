package sandbox

import "slices"

func (w *Workspace) pinsAdd(a args) (object, error) {
	c, m, err := w.pinnable(a)
	if err != nil {
		return nil, err
	}
	if slices.Contains(w.pins[c.ID], m.TS) {
		return nil, refuse("already_pinned")
	}
	w.pins[c.ID] = append(w.pins[c.ID], m.TS)
	w.see(Seen{Kind: SeenPin, Channel: c.ID, User: c.IM, From: w.cfg.BotUser, TS: m.TS, Text: m.Text})
	return object{}, nil
}

func (w *Workspace) pinsRemove(a args) (object, error) {
	c, m, err := w.pinnable(a)
	if err != nil {
		return nil, err
	}
	i := slices.Index(w.pins[c.ID], m.TS)
	if i < 0 {
		return nil, refuse("no_pin")
	}
	w.pins[c.ID] = slices.Delete(w.pins[c.ID], i, i+1)
	w.see(Seen{Kind: SeenUnpin, Channel: c.ID, User: c.IM, From: w.cfg.BotUser, TS: m.TS})
	return object{}, nil
}

func (w *Workspace) pinnable(a args) (*Channel, *Message, error) {
	c, err := w.inside(a.Get("channel"))
	if err != nil {
		return nil, nil, err
	}
	m := w.message(c.ID, a.Get("timestamp"))
	if m == nil {
		return nil, nil, refuse("message_not_found")
	}
	return c, m, nil
}
