package scoring

import "testing"

// A new wording starts the count of published rounds anew and nothing else.
func TestRebaselineDefersTheAlert(t *testing.T) {
	roster := Roster{People: [2][]string{{"a", "b", "c"}, {"x", "y", "z"}}}
	apart := Sheet{}
	for i, id := range roster.People[IT] {
		apart[IT] = append(apart[IT], Answer{Person: id, Own: 5})
		apart[Biz] = append(apart[Biz], Answer{Person: roster.People[Biz][i], Own: 1})
	}
	var s State
	p := Defaults()
	opened := 0
	for round := 1; round <= 6; round++ {
		if round == 3 {
			s.Rebaseline()
		}
		rec, err := s.Fold(p, round, roster, apart)
		if err != nil {
			t.Fatal(err)
		}
		if rec.Status == OK && rec.Event == Opened {
			opened = round
		}
	}
	// Two rounds were published before the new wording; three are needed after it.
	if opened != 5 {
		t.Fatalf("the alert opened in round %d, want 5", opened)
	}
}
