package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A bot that asks by a card: opened first, then filled in.
func TestPlayCard(t *testing.T) {
	o := open(t)
	cast := NewCast(1)
	chat := o.IM(anaID)
	form := func() object {
		rate := choices("rate|crm@1|value", "0", "1", "2", "3", "4", "5")
		rate["isRequired"] = true
		return adaptive(block("How is it?"), rate, choices("guess|crm@1|value", "0", "1", "2", "3", "4", "5"),
			choices("rate|other@1|value", "0", "1"), object{"type": "Input.Text", "id": "line|crm@1"}, execute("submit", object{"t": "x"}))
	}
	var saved object
	o.on(func(rw http.ResponseWriter, a object) {
		card := form()
		if act := sub(a, "value", "action"); act["verb"] == "submit" {
			saved = sub(act, "data")
			card = adaptive(block("Saved"), execute("edit", nil))
		}
		_, _ = rw.Write(encode(object{"statusCode": 200, "type": cardType, "value": card}))
	})
	o.sends(t, chat, shows(adaptive(block("ready"), execute("open", object{"t": "x"}))))
	silent := who(t, cast, false)
	if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, silent)); did || err != nil {
		t.Errorf("%v %v", did, err)
	}
	person := who(t, cast, true)
	if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, person)); !did || err != nil {
		t.Fatalf("%v %v", did, err)
	}
	own, guess, _ := cast.Opinion(Theatre, "crm", person, "biz", "value", 4)
	if saved["rate|crm@1|value"] != string(rune('0'+own)) || saved["guess|crm@1|value"] != string(rune('0'+guess)) || saved["rate|other@1|value"] != nil {
		t.Errorf("%d %d %v", own, guess, saved)
	}
	if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, person)); did || err != nil {
		t.Errorf("answered twice: %v %v", did, err)
	}
	// A check-in of one item: buttons, of which two are pressed.
	var pressed []string
	taps := func() object {
		row := func(what string) object {
			var buttons []object
			for _, v := range []string{"1", "2", "3", "4", "5", "0"} {
				b := execute(what, object{"t": what + v})
				b["title"], b["id"] = what+" "+v, what+"|crm@1|value|"+v
				if slices.Contains(pressed, what+v) {
					b["style"] = "positive"
				}
				buttons = append(buttons, b)
			}
			return object{"type": "ActionSet", "actions": buttons}
		}
		return adaptive(block("One thing"), row("rate"), row("guess"))
	}
	o.on(func(rw http.ResponseWriter, a object) {
		pressed = append(pressed, str(sub(a, "value", "action", "data"), "t"))
		_, _ = rw.Write(encode(object{"statusCode": 200, "type": cardType, "value": taps()}))
	})
	o.sends(t, chat, shows(taps()))
	if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, silent)); did || err != nil || pressed != nil {
		t.Errorf("%v %v %v", did, err, pressed)
	}
	for _, want := range []bool{true, false} {
		if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, person)); did != want || err != nil {
			t.Errorf("%v %v, want %v", did, err, want)
		}
	}
	if want := []string{"rate" + strconv.Itoa(own), "guess" + strconv.Itoa(guess)}; !slices.Equal(pressed, want) {
		t.Errorf("pressed %v, want %v", pressed, want)
	}
	// A form that stands in the message itself, and a bot that refuses.
	o.sends(t, chat, shows(form()))
	o.says(http.StatusOK, object{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": object{"code": "x", "message": "Not saved."}})
	if did, err := cast.PlayCard(t.Context(), o.Tenant, anaID, theatreOf(Theatre, person)); did || err == nil || !strings.Contains(err.Error(), "application_error") {
		t.Errorf("%v %v", did, err)
	}
	o.clean(t)
}
