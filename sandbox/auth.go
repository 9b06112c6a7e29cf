package sandbox

import "strings"

func (w *Workspace) domain() string {
	return strings.ToLower(strings.ReplaceAll(w.cfg.TeamName, " ", "-"))
}

func (w *Workspace) authTest(args) (object, error) {
	name := w.cfg.BotUser
	if m := w.members[w.cfg.BotUser]; m != nil {
		name = handle(m.Name)
	}
	return object{
		"url": "https://" + w.domain() + ".slack.com/", "team": w.cfg.TeamName, "user": name,
		"team_id": w.cfg.Team, "user_id": w.cfg.BotUser, "bot_id": w.cfg.BotID, "is_enterprise_install": false,
	}, nil
}

func (w *Workspace) teamInfo(args) (object, error) {
	return object{"team": object{"id": w.cfg.Team, "name": w.cfg.TeamName, "domain": w.domain(), "email_domain": ""}}, nil
}

func (w *Workspace) botsInfo(a args) (object, error) {
	if b := a.Get("bot"); b != "" && b != w.cfg.BotID {
		return nil, refuse("bot_not_found")
	}
	return object{"bot": object{
		"id": w.cfg.BotID, "deleted": false, "name": "parallax", "updated": w.cfg.Now().Unix(),
		"app_id": w.cfg.AppID, "user_id": w.cfg.BotUser, "icons": object{},
	}}, nil
}

// connectionsOpen hands out the address of one socket; the ticket in it works once.
func (w *Workspace) connectionsOpen(args) (object, error) {
	base, ok := strings.CutPrefix(w.self, "http")
	if !ok {
		return nil, refuse("internal_error")
	}
	ticket := w.id("tk")
	w.tickets[ticket] = true
	return object{"url": "ws" + base + "/socket?ticket=" + ticket + "&app_id=" + w.cfg.AppID}, nil
}
