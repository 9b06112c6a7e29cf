package sandbox

import "slices"

// inbox counts what a person has not looked at, from the ledger of the workspace.
type inbox struct {
	next int // ledger entries folded so far
	news map[string][]news
	read map[[2]string]int // person, channel -> ledger entry up to which all is read
}

// news is a new message in a channel; edits are none.
type news struct {
	n    int
	user string // the only one who sees it, "" = everybody
	from string
	ts   string
}

func newInbox() inbox {
	return inbox{news: map[string][]news{}, read: map[[2]string]int{}}
}

// fold takes in what was seen since the last time.
func (b *inbox) fold(list []Seen) {
	for _, s := range list {
		b.next = s.N
		if slices.Contains([]string{SeenPost, SeenThread, SeenEphemeral, SeenSaid}, s.Kind) {
			b.news[s.Channel] = append(b.news[s.Channel], news{n: s.N, user: s.User, from: s.From, ts: s.TS})
		}
		if s.Kind == SeenPin { // what is pinned stays in sight anyway
			b.news[s.Channel] = slices.DeleteFunc(b.news[s.Channel], func(m news) bool { return m.ts == s.TS })
		}
	}
}

// look marks a conversation as read.
func (b *inbox) look(user, channel string) { b.read[[2]string{user, channel}] = b.next }

// unread is the number of new messages for the person in a channel.
func (b *inbox) unread(user, channel string) int {
	after, n := b.read[[2]string{user, channel}], 0
	for _, m := range slices.Backward(b.news[channel]) {
		if m.n <= after {
			break
		}
		if m.from != user && (m.user == "" || m.user == user) {
			n++
		}
	}
	return n
}
