package sandbox

func (w *Workspace) viewsOpen(a args) (object, error) { return w.viewsShow("views.open", a, true) }
func (w *Workspace) viewsPush(a args) (object, error) { return w.viewsShow("views.push", a, false) }

func (w *Workspace) viewsShow(what string, a args, fresh bool) (object, error) {
	v, pings, err := w.parseView(what, a.Get("view"), onModal)
	if err != nil {
		return nil, err
	}
	if v.ExternalID != "" && w.viewNamed(v.ExternalID) != nil {
		return nil, refuse("duplicate_external_id")
	}
	// The trigger is used up last: a refused payload leaves it for another try.
	if t := w.triggers[a.Get("trigger_id")]; t != nil && !fresh {
		switch n := len(w.stacks[t.user]); {
		case n == 0:
			return nil, refuse("not_found")
		case n >= maxStack:
			return nil, refuse("push_limit_reached")
		}
	}
	user, err := w.fire(a.Get("trigger_id"))
	if err != nil {
		return nil, err
	}
	w.opened(user, v, fresh, pings)
	return object{"view": w.viewJSON(v)}, nil
}

func (w *Workspace) viewNamed(external string) *View {
	for _, st := range w.stacks {
		for _, v := range st {
			if v.ExternalID == external {
				return v
			}
		}
	}
	return nil
}

func (w *Workspace) viewsUpdate(a args) (object, error) {
	old := w.viewByID(a.Get("view_id"))
	if old == nil && a.given("external_id") {
		old = w.viewNamed(a.Get("external_id"))
	}
	if old == nil {
		return nil, refuse("not_found")
	}
	if h := a.Get("hash"); h != "" && h != old.Hash {
		return nil, refuse("hash_conflict")
	}
	v, pings, err := w.parseView("views.update", a.Get("view"), surface(old.Type))
	if err != nil {
		return nil, err
	}
	w.replace(old, v, pings)
	return object{"view": w.viewJSON(old)}, nil
}

func (w *Workspace) viewsPublish(a args) (object, error) {
	user := a.Get("user_id")
	if m := w.members[user]; m == nil || m.Deleted || m.Bot {
		return nil, refuse("user_not_found")
	}
	old := w.homes[user]
	if h := a.Get("hash"); h != "" && (old == nil || h != old.Hash) {
		return nil, refuse("hash_conflict")
	}
	v, pings, err := w.parseView("views.publish", a.Get("view"), onHome)
	if err != nil {
		return nil, err
	}
	if old == nil {
		v.ID, v.User = w.id("V"), user
		v.RootID = v.ID
		w.rehash(v)
		w.homes[user] = v
		w.showView(v, pings)
		return object{"view": w.viewJSON(v)}, nil
	}
	w.replace(old, v, pings)
	return object{"view": w.viewJSON(old)}, nil
}
