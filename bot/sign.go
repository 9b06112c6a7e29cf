package bot

import "parallax/checkins"

// signs are what an owner had better look at, each with what helps.
func (w Words) signs(all []checkins.Sign) []Text {
	var lines []Text
	for _, s := range all {
		says := with{"Name": NameOf(s.Initiative)}
		line := w.say("sign."+string(s.What), says)
		if s.What.Sided() {
			line = w.bySide("sign."+string(s.What), s.Side, says)
		}
		lines = append(lines, JoinWith(" ", line, w.say("sign.do."+string(s.What))))
	}
	return lines
}
