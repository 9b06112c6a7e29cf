package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// guidedStage is a fakeStage with a tour of three steps.
type guidedStage struct {
	*fakeStage
	done  map[string]bool
	heard []string
}

func (s *guidedStage) Tour() []Step {
	return []Step{
		{Name: "One", Title: "Answer <b>", Text: "It matters.", Tasks: []Task{{Label: "Ana's check-in", User: "U0001", Done: s.done["one"]}}},
		{Name: "Two", Title: "Let time pass", Tasks: []Task{{Label: "Play on", Weeks: 4, Done: s.done["two"]}}},
		{Name: "Three", Title: "Read", Tasks: []Task{
			{Label: "Open the channel", User: "U0002", Channel: "C0001", Done: s.done["three"]},
			{Label: "Ask", User: "U0002", Channel: "C0001", Say: "/align explain", Done: s.done["asked"]},
			{Label: "Ask here", User: "U0001", Say: "/align gaps", Done: s.done["asked"]},
		}},
	}
}

func (s *guidedStage) Did(user, channel, what string) {
	if what != "" {
		s.heard = append(s.heard, strings.Join([]string{user, channel, what}, " "))
	} else if user == "U0002" && channel == "C0001" {
		s.done["three"] = true
	}
}

func (s *guidedStage) PlayWeeks(_ context.Context, n int) error {
	s.done["two"] = true
	return s.move(fmt.Sprint(n, " weeks"), time.Duration(n)*7*24*time.Hour)
}

func guided(t *testing.T) (*visit, *guidedStage) {
	t.Helper()
	v := &visit{bench: setup(t)}
	v.stage = &fakeStage{b: v.bench, scenario: Theatre}
	g := &guidedStage{fakeStage: v.stage, done: map[string]bool{}}
	v.srv = httptest.NewServer(NewPage(v.Workspace, g))
	t.Cleanup(v.srv.Close)
	return v, g
}

// tour is the part of the page, without the blanks between its tags.
func (v *visit) tour(t *testing.T, as string) string {
	t.Helper()
	html := v.get(t, "/?as="+as)
	_, html, _ = strings.Cut(html, `id="part-guide"`)
	html, _, _ = strings.Cut(html, `id="part-note"`)
	return betweenTags.ReplaceAllString(html, "><")
}

func TestTour(t *testing.T) {
	v, g := guided(t)
	html := v.tour(t, "U0001")
	has(t, html, `aria-label="Guided tour"`, `name="to" value="1" aria-current="step"`, "1. Answer &lt;b&gt;", "It matters.", `role="status"`,
		`<a class="btn small primary" href="/?as=U0001&amp;in=D0001#talk-title">Ana&#39;s check-in</a>`)
	hasNot(t, html, "Now play Ben.", "Play on", "(done)")

	g.done["one"] = true
	html = v.tour(t, "U0002")
	has(t, html, `class="step done" name="to" value="1"`, "(done)", "2. Let time pass", "1 of 3 steps done. Now: Let time pass.",
		`action="/act/clock" data-wait="Weeks are passing ..."><input type="hidden" name="as" value="U0002"><input type="hidden" name="in" value="D0002"><input type="hidden" name="weeks" value="4">`)
	for _, weeks := range []string{"", "0", "-1", "9", "many"} {
		v.act(t, "clock", as("U0002", "", "to", "weeks", "weeks", weeks))
	}
	if len(v.stage.moves) != 0 {
		t.Errorf("the clock moved: %v", v.stage.moves)
	}
	parts := v.act(t, "clock", as("U0002", "", "to", "weeks", "weeks", "4"))
	if got := strings.Join(v.stage.moves, ","); got != "4 weeks" {
		t.Error(got)
	}
	has(t, parts["guide"], "3. Read", "Open the channel", "/?as=U0002&amp;in=C0001#talk-title")
	html = betweenTags.ReplaceAllString(parts["guide"], "><")
	has(t, html, `action="/act/say" data-leaves><input type="hidden" name="as" value="U0002"><input type="hidden" name="in" value="C0001"><button class="btn small" name="text" value="/align explain">Ask</button>`)

	// A step that was done can be looked at again, until another one is done.
	v.act(t, "tour", as("U0001", "", "to", "1"))
	has(t, v.tour(t, "U0001"), "1. Answer", "✓ Ana&#39;s check-in")
	v.get(t, "/?as=U0002&in=C0001")
	g.done["asked"] = true
	has(t, v.tour(t, "U0001"), "That was the tour", "All steps are done.")

	// It goes away, and comes back.
	html = v.act(t, "tour", as("U0001", "", "to", "hide"))["guide"]
	has(t, html, "Show the guided tour", "Now play Ben.")
	hasNot(t, html, "That was the tour")
	has(t, v.act(t, "tour", as("U0001", "", "to", "show"))["guide"], "That was the tour")
	for _, to := range []string{"", "0", "4", "x"} {
		has(t, v.act(t, "tour", as("U0001", "", "to", to))["guide"], "That was the tour")
	}
}

// The stage hears what was typed and what stood on the button, and nothing of what
// went wrong.
func TestTourHears(t *testing.T) {
	v, g := guided(t)
	v.says(http.StatusOK, "")
	v.must(t, "chat.postMessage", object{"channel": "C0001", "text": "x", "blocks": []object{actions("a", button("explain", "v"))}})
	ts := v.Messages("C0001")[0].TS
	v.act(t, "press", as("U0002", "C0001", "ts", ts, "press", pressName("a/explain", "")))
	v.act(t, "say", as("U0002", "C0001", "text", " /align explain value"))
	v.act(t, "say", as("U0001", "C0001", "text", "@Parallax gaps"))
	v.act(t, "say", as("U0001", "", "text", "status"))
	v.act(t, "say", as("U0001", "C0001", "text", "good morning"))
	v.act(t, "clock", as("U0001", "C0001", "to", "hour"))
	v.on(func(rw http.ResponseWriter, _ request) {
		rw.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(rw, "no")
	})
	v.act(t, "say", as("U0001", "C0001", "text", "/align why"))
	want := "U0002 C0001 explain,U0002 C0001 explain value,U0001 C0001 gaps,U0001 D0001 status"
	if got := strings.Join(g.heard, ","); got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// After a step the next one comes that is left; those that were passed over come last.
func TestTourFollows(t *testing.T) {
	steps := func(done string) []Step {
		var out []Step
		for _, d := range done {
			out = append(out, Step{Tasks: []Task{{Done: d == 'x'}}})
		}
		return out
	}
	var at tour
	for _, c := range []struct {
		done string
		want int
	}{{"...", 0}, {".x.", 2}, {".x.", 2}, {".xx", 0}, {"xxx", 3}, {"xxx", 3}, {"xx.", 2}} {
		if at = at.follow(steps(c.done)); at.at != c.want {
			t.Errorf("%s: step %d, want %d", c.done, at.at, c.want)
		}
	}
	if at = (tour{at: 1, held: true}).follow(steps("...")); at.at != 1 {
		t.Errorf("a step that was chosen gave way to %d", at.at)
	}
}
