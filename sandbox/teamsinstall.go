package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"slices"
)

// Install adds the app for a person, or to a team (named by its id). The bot is
// told as Teams does: a conversationUpdate that names it among the new members, then
// an installationUpdate. The Ack is that of the latter.
func (t *Tenant) Install(ctx context.Context, target string) (Ack, error) {
	return t.installation(ctx, target, "add", true)
}

// Uninstall removes the app from a person or a team; what the bot writes there is
// refused with BotNotInConversationRoster from then on, also when the person is in
// a team that has the app.
func (t *Tenant) Uninstall(ctx context.Context, target string) (Ack, error) {
	return t.installation(ctx, target, "remove", false)
}

// Upgrade installs a newer version of the app where it is already.
func (t *Tenant) Upgrade(ctx context.Context, target string) (Ack, error) {
	return t.installation(ctx, target, "add-upgrade", true)
}

func (t *Tenant) installation(ctx context.Context, target, action string, on bool) (Ack, error) {
	t.mu.Lock()
	c, by, err := t.site(target)
	if err != nil {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("%s app: %w", action, err)
	}
	had := t.installed[target]
	if (action != "add") != had {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("%s app: %s has it: %t", action, target, had)
	}
	t.installed[target] = on
	if action == "add" { // what is installed anew is not blocked
		delete(t.refused, target)
	}
	var list []*telling
	if action != "add-upgrade" {
		a := t.activity("conversationUpdate", by, c, "")
		key := "membersAdded"
		if !on {
			key = "membersRemoved"
		}
		a[key] = []object{{"id": t.BotID()}}
		if c.IM == "" {
			sub(a, "channelData")["eventType"] = map[bool]string{true: "teamMemberAdded", false: "teamMemberRemoved"}[on]
		}
		list = append(list, t.telling("conversationUpdate", a))
	}
	a := t.activity("installationUpdate", by, c, "")
	a["action"] = action
	list = append(list, t.telling("installationUpdate", a))
	t.mu.Unlock()

	var ack Ack
	for _, d := range list {
		if ack, err = t.tell(ctx, d); err != nil {
			return ack, err
		}
	}
	return ack, nil
}

// site is where an installation happens, and who makes it.
func (t *Tenant) site(target string) (*Channel, *Member, error) {
	if tm := t.teams[target]; tm != nil {
		for _, id := range tm.members {
			if m := t.members[id]; m != nil && !m.Deleted {
				return t.channels[target], m, nil
			}
		}
		return nil, nil, fmt.Errorf("%s: there is nobody in the team", target)
	}
	m, err := t.person(target)
	if err != nil {
		return nil, nil, err
	}
	return t.im(target), m, nil
}

// Installed reports whether a person or a team has the app.
func (t *Tenant) Installed(target string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.installed[target]
}

// Codes of 403 that Refuse takes, among others.
const (
	RefusedBlocked    = "ConversationBlockedByUser"
	RefusedWrites     = "MessageWritesBlocked" // in the shape of its own that Teams gives it
	RefusedByAdmin    = "BotDisabledByAdmin"
	RefusedRoster     = "BotNotInConversationRoster"
	RefusedHost       = "InvalidBotApiHost"
	RefusedPermission = "NotEnoughPermissions"
)

// Block is what a person does to be left alone: the bot is refused with
// ConversationBlockedByUser until Unblock, or until the person writes to it.
func (t *Tenant) Block(user string) { t.Refuse(user, RefusedBlocked) }

// Unblock undoes Block.
func (t *Tenant) Unblock(user string) { t.Refuse(user, "") }

// Refuse has the Connector refuse every write to a person or a team ("" = all) with
// this code of 403; code "" ends it.
func (t *Tenant) Refuse(target, code string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if code == "" {
		delete(t.refused, target)
		return
	}
	t.refused[target] = code
}

// writable is why the bot may not write into a channel; nil = it may. t.mu held.
func (t *Tenant) writable(c *Channel) error {
	target := c.Team
	if c.IM != "" {
		target = c.IM
	}
	on, known := t.installed[target]
	switch {
	case t.refused[""] != "":
		return deny(http.StatusForbidden, t.refused[""], "")
	case t.refused[target] != "":
		return deny(http.StatusForbidden, t.refused[target], "")
	case c.IM != "" && !known && t.shares(c.IM):
	case !on:
		return deny(http.StatusForbidden, RefusedRoster, "")
	}
	if c.Archived {
		return deny(http.StatusForbidden, RefusedPermission, "The channel is archived.")
	}
	return nil
}

// shares reports whether the person is in a team that has the app: then the bot may
// write first.
func (t *Tenant) shares(user string) bool {
	for id, tm := range t.teams {
		if t.installed[id] && slices.Contains(tm.members, user) {
			return true
		}
	}
	return false
}
