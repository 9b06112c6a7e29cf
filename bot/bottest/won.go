package bottest

import (
	"parallax/checkins"
)

// wins are what went well, as a channel and the digest read it.
func (w World) wins() map[string]checkins.Message {
	line := func(what checkins.WinWhat) checkins.WonLine {
		l := checkins.WonLine{Initiative: w.Named(), What: what, Key: "1", Day: "2026-05-19"}
		if what == checkins.WinHeld {
			l.Question = w.Question(checkins.Value)
		}
		return l
	}
	held, promise, target, said := line(checkins.WinHeld), line(checkins.WinPromises), line(checkins.WinTarget), line(checkins.WinSaid)
	stepped := held
	stepped.Step = "2026-05-04"
	promise.Text, said.Text, said.By = w.Line, w.Line, w.Ana
	off := said
	off.Off, off.Text = true, ""
	won := func(l checkins.WonLine) checkins.Won { return checkins.Won{Initiative: w.Named(), Win: l} }
	return map[string]checkins.Message{
		"win_held": won(held), "win_held_step": won(stepped), "win_promises": won(promise), "win_target": won(target), "win_said": won(said), "win_off": won(off),
	}
}
