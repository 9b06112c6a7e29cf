package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// there reports why the people or channels that somebody picks are none of the
// workspace, or none that the element offers, w.mu held; nil = they are.
func (w *Workspace) there(e element, value string) error {
	if value == "" {
		return nil
	}
	for id := range strings.SplitSeq(value, ",") {
		switch e.kind {
		case "users_select", "multi_users_select":
			if m := w.members[id]; m == nil || m.Deleted {
				return fmt.Errorf("%s: %q is nobody in this workspace", e.key(), id)
			}
		case "conversations_select", "channels_select", "multi_conversations_select", "multi_channels_select":
			if !e.offers(w.channels[id]) {
				return fmt.Errorf("%s: %q is no conversation that can be chosen", e.key(), id)
			}
		}
	}
	return nil
}

// offers reports whether a menu of conversations shows one.
func (e element) offers(c *Channel) bool {
	if c == nil || c.Archived {
		return false
	}
	filter, _ := e.body["filter"].(object)
	kinds := asList(filter["include"])
	if len(kinds) == 0 {
		return true
	}
	kind := "public"
	switch {
	case c.IM != "":
		kind = "im"
	case c.Private:
		kind = "private"
	}
	return slices.Contains(kinds, any(kind))
}

// settleIn chooses the conversation in which the person is, where a menu says so.
func (w *Workspace) settleIn(v *View) {
	for _, e := range elementsOf(v.Blocks) {
		at, wants := w.channels[w.at[v.User]], e.body["default_to_current_conversation"] == true
		if wants && v.State[e.blockID][e.action] == "" && e.offers(at) {
			put(v.State, e.blockID, e.action, at.ID)
		}
	}
}
