package main

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// FuzzFeedBody: whatever a source sends, the answer is never one of the server's own
// errors; what is refused is refused in the words of RFC 9457, names a field that a source
// knows, and leaves nothing behind; what is taken is read as it is answered, and sent again
// it is answered likewise.
func FuzzFeedBody(f *testing.F) {
	for _, s := range []string{
		"", "{}", "null", `{"value":"66 %"}`, `{"value":"66 %","on":"2026-03-02"}`, `{"status":"green"}`, `{"status":"Green","on":"2026-02-27"}`, `{"value":{"value":"x"}}`, `[[[[`, `{"value":"\u0000"}`,
		"{\"value\":\"\xff\"}", `{"value":"a","value":"b"}`, `{"value":"a"} x`, `{"status":"blue"}`, `{"value":"2 %"}`, `{"value":"1e999 %"}`, `{"value":"\ud800"}`, `{"status":"red","on":"2026-02-30"}`,
		`{"value":"66 %","on":"0000-00-00"}`, `{"on":"2026-03-02"}`, `{"":""}`, `{"value":" \u200b "}`, `{"VALUE":"1 %"}`, `{"value":"` + strings.Repeat("9", 5000) + `"}`,
	} {
		f.Add([]byte(s), "k", false)
		f.Add([]byte(s), "key-1", true)
	}
	f.Add([]byte(`{"status":"red"}`), "", true)
	f.Add([]byte(`{"status":"red"}`), "a\x7f", true)
	f.Fuzz(func(t *testing.T, body []byte, key string, health bool) {
		now := time.Date(2026, time.March, 3, 11, 0, 0, 0, time.UTC)
		mem := checkinstest.NewMemory(func() time.Time { return now })
		setup := checkinstest.Setup(2)
		setup.Initiatives[0].Outcome = checkins.Outcome{Measure: "calls", Start: "1 %", Target: "2 %"}
		if err := mem.Enrol(t.Context(), setup); err != nil {
			t.Fatal(err)
		}
		h := &feeding{
			feeds: []feed{{Org: checkinstest.Acme, Name: "csv", Hash: sha256.Sum256([]byte("csv"))}},
			desk: &checkins.Desk{
				Directory: mem, Agenda: mem, Roster: mem, Registrar: mem, Ledger: mem, Standings: mem, Outbox: mem, Shelf: mem, Cares: mem, Notes: mem,
				Consents: mem, Archive: mem, Talks: mem, Books: mem, Drafts: mem, Now: func() time.Time { return now },
			},
			worked: func() {}, called: func(string, int) {}, failed: func(err error) { t.Errorf("%q: %v", body, err) },
		}
		what := map[bool]string{false: "value", true: "status"}[health]
		book, before := checkins.BookOfFigures(checkinstest.CRM), dumped(mem)
		call := func() (int, map[string]any) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
			r.SetPathValue("id", string(checkinstest.CRM))
			r.Header.Set("Authorization", "Bearer csv")
			r.Header.Set("Content-Type", "application/json")
			r.Header["Idempotency-Key"] = []string{key}
			rw := httptest.NewRecorder()
			h.serve(rw, r, what)
			var said map[string]any
			if err := json.Unmarshal(rw.Body.Bytes(), &said); err != nil {
				t.Fatalf("%d %q: %v", rw.Code, rw.Body, err)
			}
			kind := map[bool]string{true: "application/json", false: "application/problem+json"}[rw.Code == http.StatusOK]
			if got := rw.Header().Get("Content-Type"); got != kind {
				t.Errorf("%d is %s", rw.Code, got)
			}
			return rw.Code, said
		}
		code, said := call()
		switch {
		case code >= 500:
			t.Fatalf("%d %v", code, said)
		case code != http.StatusOK:
			field, _ := said["field"].(string)
			known := []string{"Idempotency-Key", what, "on", ""}
			var sent map[string]json.RawMessage
			if json.Unmarshal(body, &sent) == nil {
				for name := range sent { // one that is not known is named as it came
					known = append(known, name)
				}
			}
			if said["status"] != float64(code) || said["title"] == "" || said["detail"] == "" || json.Valid(body) && !slices.Contains(known, field) || !utf8.ValidString(field) {
				t.Errorf("%q: %d %v", body, code, said)
			}
			if after := dumped(mem); after != before {
				t.Errorf("%q is refused, and something is stored: %s", body, after)
			}
			return
		}
		if !json.Valid(body) {
			t.Errorf("%q is taken", body)
		}
		b, err := mem.Book(t.Context(), checkinstest.Acme, book)
		var kept checkins.FigureBook
		if err == nil {
			err = json.Unmarshal(b.Text, &kept)
		}
		if err != nil || len(kept.Calls) != 1 {
			t.Fatalf("%q is taken, and kept is %s: %v", body, b.Text, err)
		}
		switch {
		case health && (len(kept.Health) != 1 || string(kept.Health[0].Color) != said["status"] || string(kept.Health[0].On) != said["on"] || kept.Health[0].From != "csv"):
			t.Errorf("%q is answered %v, and kept is %s", body, said, b.Text)
		case !health && (len(kept.Actuals) != 1 || kept.Actuals[0].Value != said["value"] || string(kept.Actuals[0].On) != said["on"] || kept.Actuals[0].From != "csv"):
			t.Errorf("%q is answered %v, and kept is %s", body, said, b.Text)
		}
		if again, twice := call(); again != code || twice[what] != said[what] || twice["on"] != said["on"] || twice["replaced"] != said["replaced"] {
			t.Errorf("%q again: %d %v, before %v", body, again, twice, said)
		}
		if b2, err := mem.Book(t.Context(), checkinstest.Acme, book); err != nil || string(b2.Text) != string(b.Text) {
			t.Errorf("%q again changed the book: %v", body, err)
		}
	})
}

// dumped is all that a store keeps, in an order that says nothing.
func dumped(mem *checkinstest.Memory) string {
	lines := strings.Split(strings.ReplaceAll(mem.Dump(checkinstest.Acme), ",\n", "\n"), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
