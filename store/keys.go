package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"parallax/checkins"
)

// Every key name of the store. All keys of an org carry the org's id as their
// hash tag, so that they share a slot and one script may change several of them.
// The three global kinds have no tag; no script touches them together with
// anything else. How often a platform is called is the platform's word to a team,
// so those keys carry the team as their tag (P is platform:team); they hold nothing
// of an org.
//
//	px:schema                       hash    version of the layout; check of the app key; began (when, UTC ms); keys (checks of all in use, once there was another), retired
//	px:orgs                         set     every org
//	px:idx:team:<platform>:<id>     string  org of a Slack workspace or a Microsoft tenant
//
//	px:{T}:org                      hash    rev (grows with each Enrol), doc, call that changed it last
//	px:{T}:people                   hash    person -> JSON
//	px:{T}:leadof                   hash    person -> initiatives of which it is a lead; <person>| -> of which it is owner or sponsor; | once these are there
//	px:{T}:stands:<person>          set     people who named that person as delegate
//	px:{T}:initiatives              hash    initiative -> JSON
//	px:{T}:leads:<initiative>       set     people on a side of it, bridges too
//	px:{T}:idx:ident:<platform>:<team>:<id>    string  person of an account
//	px:{T}:idx:channel:<platform>:<team>:<id>  set     initiatives that name the channel
//	px:{T}:ref:<platform>:<team>:<id>          hash    where to write to an account: service, bot, conversation, user, refused, rev, call that counted it, removal (its delivery)
//	px:{T}:teams                    hash    service|<tenant>, bot|<tenant>: as last heard from a Microsoft tenant
//	px:{T}:sched                    zset    open:<initiative>, close:<round> by time (UTC ms)
//	px:{T}:round:<round>            hash    doc, state, closes (UTC ms), put:<person>; records (sealed) once closed; erased
//	px:{T}:ans:<round>              hash    <person>|<dimension>|own, ...|guess, <person>|line (all sealed)
//	px:{T}:course:<initiative>      hash    standing (sealed), its rev, latest; checkpoints (sealed), restated (call); shed (date to which answers were let go)
//	px:{T}:past:<initiative>        zset    closed rounds by planned date
//	px:{T}:care:<round>             hash    see store/care.go
//	px:{T}:note:<key>               hash    person -> note (sealed); key as checkins.NoteKey
//	px:{T}:why:<initiative>         hash    doc (what was said about the why, sealed), rev, call that changed it last
//	px:{T}:book:<kind>:<of>         hash    doc (sealed), rev, call that changed it last; see checkins.Book
//	px:{T}:draft:<person>           hash    <dialog>|<initiative> -> what was filled in so far (sealed)
//	px:{T}:consent:<initiative>     hash    person -> given (1, 0), when (UTC ms), call that stored it; | between
//	px:{T}:log                      stream  every change of an answer (values sealed)
//	px:{T}:log.new                  stream  a copy of it without somebody, while it is made
//	px:{T}:log.job                  hash    job (the call that copies, or did last), from, next
//	px:{T}:ob:<letter>              hash    see post in letter.lua
//	px:{T}:ob.due                   zset    pending letters by due time (UTC ms)
//	px:{T}:ob.inflight              zset    letters being sent by the start of the claim (Redis TIME, us)
//	px:{T}:ob.unknown               zset    letters nobody knows about yet, since when (Redis TIME, us)
//	px:{T}:retired                  set     checks of app keys under which nothing is stored any more
//	px:{T}:seen:<platform>:<id>     string  what a delivery was answered, or 1
//
//	px:{P}:hold:<method>            string  until when (Redis TIME, us) it is not called, and why; likewise hold.grant:<grant>
//	px:{P}:slow:<method>            string  until when its rate is not back to what it was
//	rate:px:{P}:calls:<method>      string  how far its calls are ahead, as redis_rate keeps it; likewise line:<method>, of
//	                                        places that were given away (line.first: to what somebody waits for), and
//	                                        at:<method>:<n>:<hash>, of a conversation, which has a :line too
//
// Only seen, draft and those of a platform have a TTL.
const (
	keySchema = "px:schema"
	keyOrgs   = "px:orgs"
)

// escape keeps the parts of a key apart: only the last part may hold a colon.
var escape = strings.NewReplacer("%", "%25", ":", "%3A")

func keyTeam(p checkins.Platform, team string) string {
	return "px:idx:team:" + escape.Replace(string(p)) + ":" + team
}

// space is the common beginning of an org's keys.
type space string

// of returns the space of an org. Scripts run only for a valid id, see run.
func of(org checkins.OrgID) space { return space("px:{" + string(org) + "}:") }

// spaces matches the keys of all orgs.
const spaces = "px:{*}:*"

// spaceOf takes the key of an org apart.
func spaceOf(key string) (org checkins.OrgID, name string, ok bool) {
	id, name, ok := strings.Cut(strings.TrimPrefix(key, "px:{"), "}:")
	return checkins.OrgID(id), name, ok && checkins.ValidID(id)
}

func (s space) key(name string) string { return string(s) + name }

func (s space) org() string         { return s.key("org") }
func (s space) people() string      { return s.key("people") }
func (s space) leadof() string      { return s.key("leadof") }
func (s space) initiatives() string { return s.key("initiatives") }
func (s space) teams() string       { return s.key("teams") }
func (s space) sched() string       { return s.key("sched") }
func (s space) log() string         { return s.key("log") }
func (s space) relog() string       { return s.key("log.new") }
func (s space) relogger() string    { return s.key("log.job") }
func (s space) retired() string     { return s.key("retired") }
func (s space) due() string         { return s.key("ob.due") }
func (s space) inflight() string    { return s.key("ob.inflight") }
func (s space) unknown() string     { return s.key("ob.unknown") }

func (s space) leads(i checkins.InitiativeID) string  { return s.key("leads:" + string(i)) }
func (s space) why(i checkins.InitiativeID) string    { return s.key("why:" + string(i)) }
func (s space) book(b checkins.BookID) string         { return s.key(bookKey + string(b.Kind) + ":" + b.Of) }
func (s space) course(i checkins.InitiativeID) string { return s.key("course:" + string(i)) }
func (s space) past(i checkins.InitiativeID) string   { return s.key("past:" + string(i)) }
func (s space) round(r checkins.RoundID) string       { return s.key("round:" + string(r)) }
func (s space) answers(r checkins.RoundID) string     { return s.key("ans:" + string(r)) }
func (s space) care(r checkins.RoundID) string        { return s.key("care:" + string(r)) }
func (s space) notes(n checkins.NoteKey) string       { return s.key("note:" + string(n)) }
func (s space) letter(l checkins.LetterID) string     { return s.key("ob:" + string(l)) }
func (s space) draft(p checkins.PersonID) string      { return s.key("draft:" + string(p)) }
func (s space) ident(a checkins.Account) string       { return s.account("idx:ident", a) }
func (s space) channel(a checkins.Account) string     { return s.account("idx:channel", a) }
func (s space) ref(a checkins.Account) string         { return s.account("ref", a) }

func (s space) stands(p checkins.PersonID) string { return s.key("stands:" + string(p)) }

func (s space) consents(i checkins.InitiativeID) string {
	return s.key("consent:" + string(i))
}

func (s space) account(kind string, a checkins.Account) string {
	return s.key(kind + ":" + escape.Replace(string(a.Platform)) + ":" + escape.Replace(a.Team) + ":" + a.ID)
}

func (s space) seen(p checkins.Platform, delivery string) string {
	return s.key("seen:" + escape.Replace(string(p)) + ":" + delivery)
}

func (s space) delivered(d checkins.Delivered) string { return s.seen(d.Platform, d.ID) }

// paced is the common beginning of the keys of a platform's pace in a team.
type paced string

// brace keeps a hash tag whole.
var brace = strings.NewReplacer("%", "%25", ":", "%3A", "{", "%7B", "}", "%7D")

func paceOf(p checkins.Platform, team string) paced {
	return paced("px:{" + brace.Replace(string(p)) + ":" + brace.Replace(team) + "}:")
}

func (p paced) held(method string) string  { return string(p) + "hold:" + method }
func (p paced) grant(grant string) string  { return string(p) + "hold.grant:" + grant }
func (p paced) slow(method string) string  { return string(p) + "slow:" + method }
func (p paced) calls(method string) string { return string(p) + "calls:" + method }

// lineMark ends the key of the line of a conversation.
const lineMark = ":line"

// line is the key of the line of calls that yield, or of the others.
func (p paced) line(method string, yields bool) string {
	if yields {
		return string(p) + "line:" + method
	}
	return string(p) + "line.first:" + method
}

func (p paced) at(method string, n int, place string) string {
	sum := sha256.Sum256([]byte(place)) // a name of somebody has no business here
	return string(p) + "at:" + escape.Replace(method) + ":" + strconv.Itoa(n) + ":" + hex.EncodeToString(sum[:8])
}

// bookKey is how the keys of books begin.
const bookKey = "book:"

// Members of the schedule.
const (
	opens  = "open:"
	closes = "close:"
)

// Fields of an answers hash.
const (
	fieldOwn   = "own"
	fieldGuess = "guess"
	fieldLine  = "line"
)

func fieldOf(p checkins.PersonID, m checkins.Mark) string {
	kind := fieldOwn
	if m.Guess {
		kind = fieldGuess
	}
	return fieldsOf(p) + string(m.Dimension) + "|" + kind
}

func lineOf(p checkins.PersonID) string { return fieldsOf(p) + fieldLine }

// owned is the field of leadof for what somebody is the owner or the sponsor of.
func owned(p string) string { return p + "|" }

// fieldsOf is how all fields of a person begin.
func fieldsOf(p checkins.PersonID) string { return string(p) + "|" }
