package sandbox

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// place resolves a channel argument the way Slack does: an id, #name or name.
// A private channel without the bot does not exist for it.
func (w *Workspace) place(arg string) (*Channel, error) {
	c := w.channels[arg]
	if c == nil && arg != "" {
		name := strings.TrimPrefix(arg, "#")
		for _, id := range w.places {
			if x := w.channels[id]; x.IM == "" && x.Name == name {
				c = x
			}
		}
	}
	if c == nil || c.Private && !slices.Contains(c.Members, w.cfg.BotUser) {
		return nil, refuse("channel_not_found")
	}
	return c, nil
}

// inside is place for what only members may do, in a channel that is open.
func (w *Workspace) inside(arg string) (*Channel, error) {
	c, err := w.place(arg)
	switch {
	case err != nil:
		return nil, err
	case c.Archived:
		return nil, refuse("is_archived")
	case !slices.Contains(c.Members, w.cfg.BotUser):
		return nil, refuse("not_in_channel")
	}
	return c, nil
}

// scopeOf is the scope family of a channel: channels, groups or im.
func scopeOf(c *Channel) string {
	switch {
	case c.IM != "":
		return "im"
	case c.Private:
		return "groups"
	}
	return "channels"
}

func (w *Workspace) readable(arg, verb string) (*Channel, error) {
	c, err := w.place(arg)
	if err != nil {
		return nil, err
	}
	return c, w.need(scopeOf(c) + ":" + verb)
}

func (w *Workspace) convOpen(a args) (object, error) {
	users := strings.Split(a.Get("users"), ",")
	switch {
	case a.Get("users") == "" && a.Get("channel") == "":
		return nil, refuse("users_list_not_supplied")
	case a.Get("channel") != "":
		c, err := w.place(a.Get("channel"))
		if err != nil {
			return nil, err
		}
		users = []string{c.IM}
	case len(users) > 1:
		return nil, refuse("method_not_supported_for_channel_type")
	}
	// Whether a deactivated account refuses to be opened is not documented well;
	// here it does not, so that a bot cannot take "opened" for "reachable".
	had := w.channels["D"+strings.TrimLeft(users[0], "UW")] != nil
	c := w.im(users[0])
	if c == nil {
		return nil, refuse("user_not_found")
	}
	out := object{"id": c.ID}
	if a.flag("return_im") {
		out = w.channelJSON(c)
	}
	return object{"channel": out, "no_op": had, "already_open": had}, nil
}

func (w *Workspace) channelJSON(c *Channel) object {
	o := object{
		"id": c.ID, "is_channel": c.IM == "" && !c.Private, "is_group": c.Private, "is_im": c.IM != "", "is_mpim": false,
		"is_private": c.Private || c.IM != "", "is_archived": c.Archived, "is_member": slices.Contains(c.Members, w.cfg.BotUser),
		"is_general": false, "created": 1, "context_team_id": w.cfg.Team,
	}
	if c.IM != "" {
		o["user"] = c.IM
		if m := w.members[c.IM]; m != nil {
			o["is_user_deleted"] = m.Deleted
		}
		return o
	}
	o["name"], o["name_normalized"] = c.Name, c.Name
	o["is_shared"], o["is_ext_shared"] = w.shared(c), w.shared(c)
	return o
}

// shared reports whether people of another organisation are in the channel.
func (w *Workspace) shared(c *Channel) bool {
	return slices.ContainsFunc(c.Members, func(id string) bool {
		m := w.members[id]
		return m != nil && m.Team != w.cfg.Team
	})
}

func (w *Workspace) convInfo(a args) (object, error) {
	c, err := w.readable(a.Get("channel"), "read")
	if err != nil {
		return nil, err
	}
	o := w.channelJSON(c)
	if a.flag("include_num_members") {
		o["num_members"] = len(c.Members)
	}
	return object{"channel": o}, nil
}

func (w *Workspace) convList(a args) (object, error) {
	types := a.Get("types")
	if types == "" {
		types = "public_channel"
	}
	family := map[string]string{"public_channel": "channels", "private_channel": "groups", "im": "im"}
	want := map[string]bool{}
	for t := range strings.SplitSeq(types, ",") {
		if t == "mpim" {
			continue
		}
		f, ok := family[t]
		if !ok {
			return nil, refuse("invalid_types")
		}
		if err := w.need(f + ":read"); err != nil {
			return nil, err
		}
		want[f] = true
	}
	var all []*Channel
	for _, id := range w.places {
		c, err := w.place(id)
		if err == nil && want[scopeOf(c)] && !(a.flag("exclude_archived") && c.Archived) {
			all = append(all, c)
		}
	}
	from, to, next, err := page(a, len(all), 100)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, c := range all[from:to] {
		list = append(list, w.channelJSON(c))
	}
	return object{"channels": list, "response_metadata": object{"next_cursor": next}}, nil
}

func (w *Workspace) convMembers(a args) (object, error) {
	c, err := w.readable(a.Get("channel"), "read")
	if err != nil {
		return nil, err
	}
	from, to, next, err := page(a, len(c.Members), 100)
	if err != nil {
		return nil, err
	}
	return object{"members": append([]string{}, c.Members[from:to]...), "response_metadata": object{"next_cursor": next}}, nil
}

// page cuts a list of n by limit and cursor; next is "" at the end.
func page(a args, n, def int) (from, to int, next string, err error) {
	limit, err := a.count("limit", def, 1000)
	if err != nil {
		return 0, 0, "", err
	}
	if c := a.Get("cursor"); c != "" {
		raw, derr := base64.StdEncoding.DecodeString(c)
		num, ok := strings.CutPrefix(string(raw), "next:")
		from, err = strconv.Atoi(num)
		if derr != nil || !ok || err != nil || from < 0 || from > n {
			return 0, 0, "", refuse("invalid_cursor")
		}
	}
	if to = min(from+limit, n); to < n {
		next = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "next:%d", to))
	}
	return from, to, next, nil
}
