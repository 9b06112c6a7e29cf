package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// micros reads a ts ("1700000000.000100", also without or with a short fraction).
func micros(ts string) (int64, bool) {
	sec, frac, _ := strings.Cut(ts, ".")
	if len(frac) > 6 {
		frac = frac[:6]
	}
	s, err := strconv.ParseInt(sec, 10, 64)
	f, ferr := strconv.ParseInt("0"+frac+strings.Repeat("0", 6-len(frac)), 10, 64)
	return s*1e6 + f, err == nil && ferr == nil && s >= 0
}

// span is the time range of a history call; both ends exclusive unless inclusive.
func span(a args) (func(*Message) bool, error) {
	lo, hi := int64(-1), int64(1<<62)
	for _, e := range []struct {
		name string
		at   *int64
		code string
	}{{"oldest", &lo, "invalid_ts_oldest"}, {"latest", &hi, "invalid_ts_latest"}} {
		v := a.Get(e.name)
		if v == "" || v == "now" {
			continue
		}
		us, ok := micros(v)
		if !ok {
			return nil, refuse(e.code)
		}
		*e.at = us
	}
	// oldest=0 is Slack's default and means everything.
	closed := a.flag("inclusive")
	return func(m *Message) bool {
		us, _ := micros(m.TS)
		return us > lo && us < hi || closed && (us == lo || us == hi)
	}, nil
}

// convHistory: newest first, thread replies left out, metadata on request only.
func (w *Workspace) convHistory(a args) (object, error) {
	c, err := w.readable(a.Get("channel"), "history")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(c.Members, w.cfg.BotUser) {
		return nil, refuse("not_in_channel")
	}
	in, err := span(a)
	if err != nil {
		return nil, err
	}
	var list []*Message
	for _, m := range w.messages[c.ID] {
		if (m.ThreadTS == "" || m.ThreadTS == m.TS) && in(m) {
			list = append(list, m)
		}
	}
	slices.Reverse(list)
	return w.messagePage(a, c, list)
}

// convReplies: the parent first, then its replies in order.
func (w *Workspace) convReplies(a args) (object, error) {
	c, err := w.readable(a.Get("channel"), "history")
	if err != nil {
		return nil, err
	}
	if !slices.Contains(c.Members, w.cfg.BotUser) {
		return nil, refuse("not_in_channel")
	}
	parent := w.message(c.ID, a.Get("ts"))
	if parent == nil {
		return nil, refuse("thread_not_found")
	}
	root := parent.TS
	if parent.ThreadTS != "" {
		root = parent.ThreadTS
	}
	in, err := span(a)
	if err != nil {
		return nil, err
	}
	var list []*Message
	for _, m := range w.messages[c.ID] {
		if m.TS == root || m.ThreadTS == root && in(m) {
			list = append(list, m)
		}
	}
	return w.messagePage(a, c, list)
}

func (w *Workspace) messagePage(a args, c *Channel, list []*Message) (object, error) {
	from, to, next, err := page(a, len(list), 100)
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, m := range list[from:to] {
		out = append(out, w.messageJSON(m, a.flag("include_all_metadata")))
	}
	return object{
		"messages": out, "has_more": next != "", "pin_count": len(w.pins[c.ID]),
		"response_metadata": object{"next_cursor": next},
	}, nil
}
