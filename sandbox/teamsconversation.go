package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// sub is an object within an object; nil when it is none.
func sub(o object, keys ...string) object {
	for _, k := range keys {
		o, _ = o[k].(object)
	}
	return o
}

func str(o object, k string) string { s, _ := o[k].(string); return s }

// createdFor is whom or what a conversation is created for: the person's id as
// given, or the channel's.
func createdFor(fields object) string {
	if group, _ := fields["isGroup"].(bool); group {
		return str(sub(fields, "channelData", "channel"), "id")
	}
	list, _ := fields["members"].([]any)
	if len(list) != 1 {
		return ""
	}
	m, _ := list[0].(object)
	return str(m, "id")
}

// createConversation opens the personal chat with one person, always the same, or
// starts a thread in a channel. Groups cannot be made.
func (t *Tenant) createConversation(a ask) (int, any, error) {
	f := a.fields
	tenant := str(f, "tenantId")
	if tenant == "" {
		tenant = str(sub(f, "channelData", "tenant"), "id")
	}
	bot := str(sub(f, "bot"), "id")
	group, _ := f["isGroup"].(bool)
	first, hasActivity := f["activity"].(object)
	id := createdFor(f)
	switch {
	case tenant != t.cfg.ID:
		return 0, nil, &denial{status: http.StatusUnauthorized, code: "Unauthorized", body: object{"message": "Authorization has been denied for this request."}}
	case bot != "" && bot != t.BotID() && bot != t.cfg.AppID, id == "", group && !hasActivity:
		t.violate("create: the parameters fit neither a personal chat nor a thread")
		return 0, nil, deny(http.StatusBadRequest, "BadSyntax", "")
	case group:
		c := t.channels[id]
		if c == nil || c.IM != "" {
			return 0, nil, deny(http.StatusNotFound, "ConversationNotFound", "")
		}
		m, split, err := t.write("create", c, "", first, encode(first))
		if err != nil {
			return 0, nil, err
		}
		if split {
			return http.StatusCreated, object{}, nil
		}
		return http.StatusCreated, object{"id": c.ID + ";messageid=" + m.TS, "activityId": m.TS}, nil
	}
	m := t.named(id)
	if m == nil {
		return 0, nil, deny(http.StatusBadRequest, "BadArgument", "Bad format of the member id.")
	}
	c := t.im(m.ID)
	if err := t.writable(c); err != nil {
		if err.Error() == RefusedRoster { // there is no conversation yet to be out of
			err = deny(http.StatusForbidden, "ForbiddenOperationException", "")
		}
		return 0, nil, err
	}
	if hasActivity {
		if _, _, err := t.write("create", c, "", first, encode(first)); err != nil {
			return 0, nil, err
		}
	}
	return http.StatusCreated, object{"id": c.ID}, nil
}

// named finds a person by the id for this bot or by the AAD object id.
func (t *Tenant) named(id string) *Member {
	if m := t.byMRI[id]; m != nil {
		return m
	}
	return t.members[id]
}

// place resolves a conversation id: a chat, a channel, or a thread of it.
func (t *Tenant) place(conversation string) (c *Channel, root string, err error) {
	id, thread, _ := strings.Cut(conversation, ";messageid=")
	c = t.channels[id]
	if c == nil || thread != "" && t.message(id, thread) == nil {
		return nil, "", deny(http.StatusNotFound, "ConversationNotFound", "")
	}
	return c, t.root(id, thread), nil
}

// root is the first message of the thread in which a message stands.
func (t *Tenant) root(channel, ts string) string {
	if m := t.message(channel, ts); m != nil && m.ThreadTS != "" {
		return m.ThreadTS
	}
	return ts
}

// listed are the people whom a roster shows.
func (t *Tenant) listed(a ask) ([]object, error) {
	c, _, err := t.place(a.Get("conversation"))
	if err != nil {
		return nil, err
	}
	if err = t.writable(c); err != nil && err.Error() == RefusedRoster {
		return nil, err
	}
	out := []object{}
	for _, id := range t.inside(c) {
		if m := t.members[id]; m != nil && !m.Deleted {
			out = append(out, t.memberJSON(m))
		}
	}
	return out, nil
}

func (t *Tenant) memberJSON(m *Member) object {
	given, family, _ := strings.Cut(m.Name, " ")
	role := "user"
	if m.Guest {
		role = "guest"
	}
	return object{
		"id": t.mri(m.ID), "name": m.Name, "givenName": given, "surname": family, "aadObjectId": m.ID, "objectId": m.ID,
		"tenantId": m.Team, "userRole": role, "email": handle(m.Name) + "@example.com", "userPrincipalName": handle(m.Name) + "@example.com",
	}
}

func (t *Tenant) listMembers(a ask) (int, any, error) {
	out, err := t.listed(a)
	return http.StatusOK, out, err
}

// pageMembers cuts the roster in pages of 50 to 500, 200 when not said.
func (t *Tenant) pageMembers(a ask) (int, any, error) {
	list, err := t.listed(a)
	if err != nil {
		return 0, nil, err
	}
	size, from := 200, 0
	if s := a.Get("pageSize"); s != "" {
		n, nerr := strconv.Atoi(s)
		if nerr != nil {
			return 0, nil, deny(http.StatusBadRequest, "BadArgument", "pageSize is no number.")
		}
		size = min(max(n, 50), 500)
	}
	if s := a.Get("continuationToken"); s != "" {
		num, ok := strings.CutPrefix(s, "from:")
		if from, err = strconv.Atoi(num); !ok || err != nil || from < 0 || from > len(list) {
			return 0, nil, deny(http.StatusBadRequest, "BadArgument", "The continuation token is not one of ours.")
		}
	}
	to := min(from+size, len(list))
	out := object{"members": list[from:to]}
	if to < len(list) {
		out["continuationToken"] = fmt.Sprintf("from:%d", to)
	}
	return http.StatusOK, out, nil
}

func (t *Tenant) oneMember(a ask) (int, any, error) {
	list, err := t.listed(a)
	if err != nil {
		return 0, nil, err
	}
	i := slices.IndexFunc(list, func(o object) bool { return o["id"] == a.Get("member") || o["aadObjectId"] == a.Get("member") })
	if i < 0 {
		return 0, nil, deny(http.StatusNotFound, "MemberNotFoundInConversation", "Member not found in conversation.")
	}
	return http.StatusOK, list[i], nil
}

// ownTeam is a team in which the app is installed.
func (t *Tenant) ownTeam(id string) (*team, error) {
	tm := t.teams[id]
	switch {
	case tm == nil:
		return nil, deny(http.StatusNotFound, "ConversationNotFound", "")
	case !t.installed[id]:
		return nil, deny(http.StatusForbidden, RefusedRoster, "")
	}
	return tm, nil
}

func (t *Tenant) teamDetails(a ask) (int, any, error) {
	tm, err := t.ownTeam(a.Get("team"))
	if err != nil {
		return 0, nil, err
	}
	n := 0
	for _, id := range t.places {
		if t.channels[id].Team == tm.id {
			n++
		}
	}
	return http.StatusOK, object{"id": tm.id, "name": tm.name, "tenantId": t.cfg.ID, "channelCount": n, "memberCount": len(tm.members)}, nil
}

// teamChannels lists the channels; General has no name, as in Teams.
func (t *Tenant) teamChannels(a ask) (int, any, error) {
	tm, err := t.ownTeam(a.Get("team"))
	if err != nil {
		return 0, nil, err
	}
	list := []object{}
	for _, id := range t.places {
		c := t.channels[id]
		switch {
		case c.Team != tm.id:
		case c.ID == tm.id:
			list = append(list, object{"id": c.ID})
		default:
			list = append(list, object{"id": c.ID, "name": c.Name})
		}
	}
	return http.StatusOK, object{"conversations": list}, nil
}
