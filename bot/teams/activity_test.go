package teams_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/teams"
	"parallax/checkins"
)

func decoded(t testing.TB, changes jsonObject) teams.Activity {
	t.Helper()
	a, err := teams.Decode(messageBody(changes))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestActivity(t *testing.T) {
	a := decoded(t, nil)
	type facts struct {
		Tenant, Said, Thread string
		Person, Where        checkins.Account
		Personal, Self       bool
	}
	got := facts{a.Tenant(), a.Said(), a.Thread(), a.Person(), a.Where(), a.Personal(), a.Self(a.Recipient)}
	want := facts{
		Tenant: ownTenant, Said: "status CRM", Thread: "1700000000000",
		Person: checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: anaObject},
		Where:  checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: crmChannel},
		Self:   true,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if a.Self(a.From) || a.Self(teams.Party{}) {
		t.Error("somebody else taken for the bot")
	}
}

// TestWhere: only what is surely between two is a personal chat.
func TestWhere(t *testing.T) {
	for name, c := range map[string]struct {
		conversation jsonObject
		personal     bool
		where        string
	}{
		"personal":                  {jsonObject{"id": "a:1x", "conversationType": "personal"}, true, ""},
		"personal with another id":  {jsonObject{"id": "19:x_y@unq.gbl.spaces", "conversationType": "personal"}, true, ""},
		"channel":                   {jsonObject{"id": crmChannel, "conversationType": "channel", "isGroup": true}, false, crmChannel},
		"thread":                    {jsonObject{"id": crmChannel + ";messageid=17", "conversationType": "channel"}, false, crmChannel},
		"group chat":                {jsonObject{"id": "19:g@thread.v2", "conversationType": "groupChat", "isGroup": true}, false, "19:g@thread.v2"},
		"no type, channel":          {jsonObject{"id": crmChannel}, false, crmChannel},
		"no type, group":            {jsonObject{"id": "a:1", "isGroup": true}, false, "a:1"},
		"no type":                   {jsonObject{"id": "a:1"}, true, ""},
		"new type":                  {jsonObject{"id": "a:1", "conversationType": "meeting"}, false, "a:1"},
		"personal but of a group":   {jsonObject{"id": "a:1", "conversationType": "personal", "isGroup": true}, false, "a:1"},
		"nothing":                   {jsonObject{}, false, ""},
		"type of a surprising kind": {jsonObject{"id": crmChannel, "conversationType": 3}, false, crmChannel},
	} {
		a := decoded(t, jsonObject{"conversation": c.conversation})
		want := checkins.Account{}
		if !c.personal {
			want = checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: c.where}
		}
		if a.Personal() != c.personal || a.Where() != want {
			t.Errorf("%s: personal %t, %s", name, a.Personal(), a.Where())
		}
	}
}

func TestPerson(t *testing.T) {
	for name, from := range map[string]any{
		"no object id": jsonObject{"id": "29:x"}, "a bot": jsonObject{"id": "28:x", "aadObjectId": ""}, "braces": jsonObject{"aadObjectId": "{a}"},
		"a number": jsonObject{"aadObjectId": 4}, "text": "ana", "nobody": nil, "long": jsonObject{"aadObjectId": strings.Repeat("a", 65)},
	} {
		if p := decoded(t, jsonObject{"from": from}).Person(); !p.IsZero() {
			t.Errorf("%s: %s", name, p)
		}
	}
	if p := decoded(t, jsonObject{"channelData": nil, "conversation": jsonObject{"id": "a:1"}}).Person(); !p.IsZero() {
		t.Errorf("a person without a tenant: %s", p)
	}
	a := decoded(t, jsonObject{"type": "conversationUpdate", "membersAdded": []jsonObject{{"id": "28:" + teamsApp}, {"id": "29:b", "aadObjectId": "BBBB"}}})
	if len(a.MembersAdded) != 2 || !a.Self(a.MembersAdded[0]) || a.Self(a.MembersAdded[1]) {
		t.Errorf("members: %+v", a.MembersAdded)
	}
}

func TestSaid(t *testing.T) {
	bot := jsonObject{"id": "28:" + teamsApp, "name": "Parallax"}
	mention := func(who jsonObject, text any) jsonObject {
		return jsonObject{"type": "mention", "mentioned": who, "text": text}
	}
	ben := jsonObject{"id": "29:ben", "name": "Ben Lee"}
	for text, c := range map[string]struct {
		entities any
		want     string
	}{
		"\r\n<at>Parallax</at> who created you?\r\n":  {[]any{mention(bot, "<at>Parallax</at>")}, "who created you?"},
		"<at>Parallax</at>&nbsp;status\u00a0CRM":      {[]any{mention(bot, "<at>Parallax</at>")}, "status CRM"},
		"<at>Parallax</at> help <at>Ben Lee</at> now": {[]any{mention(bot, "<at>Parallax</at>"), mention(ben, "<at>Ben Lee</at>")}, "help Ben Lee now"},
		"status <at>Parallax</at>":                    {[]any{mention(bot, "<at>Parallax</at>")}, "status"},
		"<at>Parallax</at> <at>Parallax</at> help":    {[]any{mention(bot, "<at>Parallax</at>"), mention(bot, "<at>Parallax</at>")}, "help"},
		"<at>Parallax</at> in a group":                {[]any{mention(bot, nil)}, "in a group"},
		"<at>Parallax</at> typed by hand":             {[]any{}, "<at>Parallax</at> typed by hand"},
		"<at>Somebody</at> else":                      {[]any{mention(bot, "<at>Parallax</at>")}, "<at>Somebody</at> else"},
		"no tag e":                                    {[]any{mention(bot, "e"), mention(bot, "<at>"), mention(bot, "")}, "no tag e"},
		"status of <b> &lt; C<data>":                  {nil, "status of <b> &lt; C<data>"},
		"odd entities":                                {[]any{3, nil, jsonObject{"type": 1}, jsonObject{"type": "mention", "mentioned": "x", "text": jsonObject{}}}, "odd entities"},
		"":                                            {"none", ""},
		"@Parallax status crm":                        {nil, "status crm"},
		"parallax, status crm":                        {nil, "status crm"},
		"Parallax":                                    {nil, ""},
		"Parallaxes of stars":                         {nil, "Parallaxes of stars"},
		"status of Parallax":                          {nil, "status of Parallax"},
		"<at>Parallax</at> " + strings.Repeat("<at>Parallax</at>", 3000): {[]any{mention(bot, "<at>Parallax</at>")}, ""},
	} {
		if got := decoded(t, jsonObject{"text": text, "entities": c.entities}).Said(); strings.Join(strings.Fields(got), " ") != c.want {
			t.Errorf("%.60q: got %q, want %q", text, got, c.want)
		}
	}
}

func TestPress(t *testing.T) {
	execute := func(value any) jsonObject {
		return jsonObject{"type": "invoke", "name": "adaptiveCard/action", "value": value}
	}
	data := jsonObject{"t": "v1.x.y", "rate|crm@2026-11-23|value": "4", "line|crm@2026-11-23": "", "release|crm@2026-11-23": true, "n": 3, "gone": nil, "list": []int{1}, "msteams": jsonObject{"type": "x"}}
	inputs := map[string]string{"rate|crm@2026-11-23|value": "4", "line|crm@2026-11-23": "", "release|crm@2026-11-23": "true", "n": "3"}
	quoted := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	action := jsonObject{"type": "Action.Execute", "id": "b1", "verb": "submit", "data": data}
	submitted := jsonObject{"act": "submit", "t": "v1.x.y", "rate|crm@2026-11-23|value": "4"}
	for name, c := range map[string]struct {
		activity jsonObject
		want     teams.Press
		ok       bool
	}{
		"execute":                {execute(jsonObject{"action": action, "trigger": "manual"}), teams.Press{Act: "submit", Token: "v1.x.y", Inputs: inputs}, true},
		"execute, as text":       {execute(quoted(jsonObject{"action": action})), teams.Press{Act: "submit", Token: "v1.x.y", Inputs: inputs}, true},
		"execute, data as text":  {execute(jsonObject{"action": jsonObject{"verb": "submit", "data": quoted(data)}}), teams.Press{Act: "submit", Token: "v1.x.y", Inputs: inputs}, true},
		"refresh by the client":  {execute(jsonObject{"action": jsonObject{"verb": "edit", "data": jsonObject{"t": "z"}}, "trigger": "automatic"}), teams.Press{Act: "edit", Token: "z", Automatic: true}, true},
		"verb only":              {execute(jsonObject{"action": jsonObject{"verb": "open"}}), teams.Press{Act: "open"}, true},
		"verb in the data":       {execute(jsonObject{"action": jsonObject{"data": jsonObject{"act": "open", "t": "z"}}}), teams.Press{Act: "open", Token: "z"}, true},
		"verb beats data":        {execute(jsonObject{"action": jsonObject{"verb": "edit", "data": jsonObject{"act": "open"}}}), teams.Press{Act: "edit"}, true},
		"data is a list":         {execute(jsonObject{"action": jsonObject{"verb": "edit", "data": []int{1}}}), teams.Press{Act: "edit"}, true},
		"no verb":                {execute(jsonObject{"action": jsonObject{"data": jsonObject{"t": "z"}}}), teams.Press{Token: "z"}, false},
		"value is text":          {execute("submit"), teams.Press{}, false},
		"value is a list":        {execute([]int{1}), teams.Press{}, false},
		"no value":               {execute(nil), teams.Press{}, false},
		"another invoke":         {jsonObject{"type": "invoke", "name": "task/fetch", "value": jsonObject{"action": action}}, teams.Press{}, false},
		"submit":                 {jsonObject{"value": submitted}, teams.Press{Act: "submit", Token: "v1.x.y", Inputs: map[string]string{"rate|crm@2026-11-23|value": "4"}}, true},
		"submit, as text":        {jsonObject{"value": quoted(submitted)}, teams.Press{Act: "submit", Token: "v1.x.y", Inputs: map[string]string{"rate|crm@2026-11-23|value": "4"}}, true},
		"message":                {nil, teams.Press{}, false},
		"message with text":      {jsonObject{"value": "hello"}, teams.Press{}, false},
		"message, value is odd":  {jsonObject{"value": 7}, teams.Press{}, false},
		"message, other value":   {jsonObject{"value": jsonObject{"x": "y"}}, teams.Press{Inputs: map[string]string{"x": "y"}}, false},
		"value of another event": {jsonObject{"type": "event", "value": submitted}, teams.Press{}, false},
	} {
		got, ok := decoded(t, c.activity).Press()
		if d := cmp.Diff(c.want, got); d != "" || ok != c.ok {
			t.Errorf("%s: %t %s", name, ok, d)
		}
	}
}

// TestDelivery: the same again has the same id, anything else another one.
func TestDelivery(t *testing.T) {
	same := decoded(t, nil).Delivery()
	if again := decoded(t, jsonObject{"timestamp": "2026-11-23T10:00:16Z"}).Delivery(); again != same {
		t.Error("delivered again, another id")
	}
	seen := map[string]string{same: "the first"}
	for name, changes := range map[string]jsonObject{
		"another message": {"id": "1700000000002"}, "another type": {"type": "messageUpdate"}, "another name": {"name": "x"},
		"another conversation": {"conversation": jsonObject{"id": "19:other@thread.tacv2"}},
		"another tenant":       {"channelData": jsonObject{"tenant": jsonObject{"id": foreignTenant}}, "conversation": jsonObject{"id": crmChannel + ";messageid=1700000000000"}},
		"no id":                {"id": nil}, "no id, another text": {"id": nil, "text": "x"},
	} {
		id := decoded(t, changes).Delivery()
		if before, twice := seen[id]; twice || len(id) > 56 {
			t.Errorf("%s: the same as %s: %s", name, before, id)
		}
		seen[id] = name
	}
}

// FuzzActivity: nothing that comes in breaks what reads it, and no account is made
// of what could break a key.
func FuzzActivity(f *testing.F) {
	for _, changes := range []jsonObject{
		nil, {"value": "text"}, {"value": `{"act":"submit","t":"x"}`}, {"type": "invoke", "name": "adaptiveCard/action", "value": jsonObject{"action": jsonObject{"verb": "rate", "data": jsonObject{"t": "x", "a": 1}}}},
		{"from": nil}, {"entities": []any{1, jsonObject{"type": "mention", "text": "<at></at>", "mentioned": jsonObject{"id": "28:" + teamsApp}}}},
		{"conversation": jsonObject{"id": ";messageid=", "conversationType": "channel"}}, {"channelData": "x"}, {"channelData": jsonObject{"tenant": 3}},
		{"type": "installationUpdate", "action": "add"}, {"type": "conversationUpdate", "membersAdded": []any{jsonObject{"id": "28:" + teamsApp}, nil}},
	} {
		f.Add(messageBody(changes))
	}
	f.Add([]byte(`{"serviceUrl":"a","ServiceURL":"b","VALUE":"\ud800"}`))
	f.Add([]byte(`{"id":"\u0000"}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := teams.Decode(body)
		if err != nil {
			return
		}
		again, err := teams.Decode(bytes.Clone(body))
		if err != nil || again.Delivery() != a.Delivery() {
			t.Errorf("not the same again: %v", err)
		}
		if said := a.Said(); len(said) > len(a.Text) || strings.TrimSpace(said) != said {
			t.Errorf("said %q of %q", said, a.Text)
		}
		if p := a.Person(); !p.IsZero() && (p.Team != a.Tenant() || p.ID != strings.ToLower(p.ID) || strings.ContainsAny(p.ID+p.Team, "{}: \n/")) {
			t.Errorf("person %q", p)
		}
		if a.Personal() != a.Where().IsZero() {
			t.Errorf("personal %t, in %s", a.Personal(), a.Where())
		}
		if strings.ContainsAny(a.Where().ID, "{} \n;") {
			t.Errorf("in %q", a.Where())
		}
		if p, ok := a.Press(); ok != (p.Act != "") {
			t.Errorf("press %+v", p)
		}
		_ = a.Thread()
	})
}
