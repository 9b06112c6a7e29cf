package bot

import "parallax/checkins"

// handed says who owns an initiative since it was handed over, or taken back.
func (w Words) handed(n checkins.Notice) Text {
	name := with{"Name": NameOf(n.Initiative)}
	switch {
	case n.Says.What == "handed" && n.Over:
		return w.say("notice.handed.back", name)
	case n.Says.What == "handed" && nobody(n.Owner):
		return w.say("notice.handed.nobody", name)
	case n.Says.What == "handed":
		return w.say("notice.handed", name, with{"Owner": w.person(n.Owner)})
	case n.Over && nobody(n.By):
		return w.say("notice.hand_back.nobody", name)
	case n.Over:
		return w.say("notice.hand_back", name, with{"By": w.person(n.By)})
	case nobody(n.By):
		return w.say("notice.handover.nobody", name)
	}
	return w.say("notice.handover", name, with{"By": w.person(n.By)})
}

// nobody says that there is no name to show.
func nobody(name string) bool { return User(name).IsZero() }

// handedNext says what its reader may do about that.
func (w Words) handedNext(n checkins.Notice) Text {
	switch {
	case n.Says.What == "handed" && !n.Until.IsZero():
		return w.say("notice.handed.until", with{"At": w.Clock(n.Until, n.Zone, "")})
	case n.Says.What == "handover" && !n.Over:
		return w.say("notice.handover.next")
	}
	return Text{}
}

// handedBack confirms that somebody has an initiative again that they had handed over.
func (w Words) handedBack(d checkins.Done) Text {
	name := with{"Name": w.doneName(d)}
	if nobody(d.Owner) {
		return w.say("done.handed_back.nobody", name)
	}
	return w.say("done.handed_back", name, with{"Owner": w.person(d.Owner)})
}
