package sandbox

import (
	"strings"
	"time"
)

// handle is the short name that Slack shows after an @.
func handle(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", "."))
}

func (w *Workspace) userJSON(m *Member) object {
	u := object{
		"id": m.ID, "team_id": m.Team, "name": handle(m.Name), "deleted": m.Deleted, "real_name": m.Name,
		"is_bot": m.Bot, "is_app_user": false, "updated": w.cfg.Now().Unix(),
		"profile": object{"real_name": m.Name, "display_name": m.Name, "team": m.Team, "avatar_hash": "", "status_text": m.status.text, "status_emoji": m.status.emoji, "status_expiration": m.status.until},
	}
	if m.Deleted {
		// A deactivated account comes without zone and roles.
		return u
	}
	zone := m.Zone
	if zone == "" {
		zone = "UTC"
	}
	offset := 0
	if loc, err := time.LoadLocation(zone); err == nil {
		_, offset = w.cfg.Now().In(loc).Zone()
	}
	locale := m.Locale
	if locale == "" {
		locale = "en-US"
	}
	u["tz"], u["tz_label"], u["tz_offset"], u["locale"] = zone, zone, offset, locale
	u["is_admin"], u["is_owner"], u["is_primary_owner"] = m.Admin, false, false
	u["is_restricted"], u["is_ultra_restricted"] = m.Guest, false
	u["is_stranger"] = m.Team != w.cfg.Team
	return u
}

func (w *Workspace) usersInfo(a args) (object, error) {
	m := w.members[a.Get("user")]
	if m == nil {
		return nil, refuse("user_not_found")
	}
	u := w.userJSON(m)
	if a.Get("include_locale") != "true" {
		delete(u, "locale") // Slack tells it only when asked
	}
	return object{"user": u}, nil
}

func (w *Workspace) usersList(a args) (object, error) {
	from, to, next, err := page(a, len(w.people), 200)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, id := range w.people[from:to] {
		list = append(list, w.userJSON(w.members[id]))
	}
	return object{"members": list, "cache_ts": w.cfg.Now().Unix(), "response_metadata": object{"next_cursor": next}}, nil
}
