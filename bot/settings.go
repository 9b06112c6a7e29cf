package bot

import (
	"fmt"
	"strings"
	"time"

	"parallax/checkins"
)

// settingsPage says what holds for somebody.
func (w Words) settingsPage(m checkins.Settings) Page {
	headline := w.say("settings.headline")
	if m.Changed {
		headline = w.say("settings.saved")
	}
	p := Page{Text: Join(headline, Trusted("."))}
	p.Add(Headline{headline})
	lines := w.settingsLines(m)
	p.Add(List{lines})
	for _, l := range lines {
		p.Text = JoinWith(" ", p.Text, l)
	}
	p.Add(Buttons{[]Button{w.deed(w.say("settings.change"), string(checkins.VerbSettings)), w.homeButton()}})
	return p
}

func (w Words) settingsLines(m checkins.Settings) []Text {
	p := m.Person
	var lines []Text
	if p.Stopped {
		lines = append(lines, w.say("settings.stopped"))
	} else {
		when := with{"Days": w.weekdays(p), "Zone": w.zoneName(p.Zone)}
		if p.AskAt == 0 {
			lines = append(lines, w.say("settings.when.pulse", when))
		} else {
			when["Time"] = Trusted(fmt.Sprintf("%02d:%02d", p.AskAt/60, p.AskAt%60))
			lines = append(lines, w.say("settings.when", when))
		}
		if len(m.Asked) > 0 {
			lines = append(lines, w.say("settings.asked", with{"Names": w.names(m.Asked)}))
		}
		if len(m.Muted) > 0 {
			lines = append(lines, w.say("settings.muted", with{"Names": w.names(m.Muted)}))
		}
	}
	if checkins.KnownCountry(p.Country) {
		lines = append(lines, w.say("settings.holidays", with{"Country": w.say("dialog.settings.country." + p.Country)}))
	}
	if len(p.Accounts) > 1 && p.Prefers != "" {
		lines = append(lines, w.say("settings.platform."+onPlatform(string(p.Prefers))))
	}
	if p.AwayTo != "" {
		leave := with{"From": w.Weekday(p.AwayFrom), "To": w.Weekday(p.AwayTo), "Name": w.person(m.Stand)}
		if m.Stand != "" {
			lines = append(lines, w.say("settings.away.by", leave))
		} else {
			lines = append(lines, w.say("settings.away", leave))
		}
	}
	return lines
}

// weekdays lists the working days of somebody, from Monday on: "Monday to Friday".
func (w Words) weekdays(p checkins.Person) Text {
	var days []Text
	first, last := 7, 0
	for n := range 7 {
		if day := time.Weekday((n + 1) % 7); p.WorksOn(day) {
			days = append(days, w.say("dialog.settings.workdays."+strings.ToLower(day.String()[:3])))
			first, last = min(first, n), n
		}
	}
	if len(days) > 2 && last-first == len(days)-1 {
		return w.say("settings.days", with{"First": days[0], "Last": days[len(days)-1]})
	}
	return w.list(days)
}
