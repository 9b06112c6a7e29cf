package bot

import "parallax/checkins"

// What the buttons of a Page can do: the Act of the claim that each carries, the same
// on both platforms.
const (
	ActDo      = "do"      // a checkins.Deed
	ActPick    = "pick"    // a checkins.Deed with the date that was picked
	ActCheckin = "checkin" // the presser's own check-in
	ActExplain = "explain" // explains the alert that Claim.Letter names
	ActShare   = "share"   // shares an answer with the channel
	ActChoose  = "choose"  // the command Claim.What on an initiative
	ActPage    = "page"    // another page of the command Claim.What
	ActAccept  = "accept"  // Claim.Person accepts to be named on Claim.Initiative
	ActDecline = "decline" // does not, or takes it back
)

// ActDialog is the Act of the claim of a dialog.
const ActDialog = "dialog"

// DeedClaim is the claim of a button that asks for a deed. What and Initiative,
// Letter, Subject are what the domain gets back.
func DeedClaim(what string, i checkins.InitiativeID, letter checkins.LetterID, subject string) Claim {
	return Claim{What: what, Initiative: i, Letter: letter, Subject: subject}
}

// Deed is what a press on a button with this claim asks for; who, where and when the
// handler adds.
func (c Claim) Deed() checkins.Deed {
	return checkins.Deed{What: c.What, Initiative: c.Initiative, Letter: c.Letter, Subject: c.Subject}
}

// ShareClaim is the claim of a button that shares an answer.
func ShareClaim(s checkins.ShareToken) Claim {
	c := Claim{What: s.What, Initiative: s.Initiative, Dimension: s.Dimension, Letter: s.Alert}
	c.Receipt.Channel = s.Channel
	return c
}
