package checkins_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

var person = reflect.TypeFor[checkins.PersonID]()

// stand puts somebody into every place of v that holds a person: fields, lists,
// keys of maps, also those that are added later. It returns how many.
func stand(v reflect.Value, who string) int {
	n := 0
	switch {
	case v.Type() == person:
		v.SetString(who)
		return 1
	case v.Type() == reflect.TypeFor[scoring.State](), v.Kind() == reflect.Pointer && v.Type().Elem().Kind() != reflect.Struct:
	case v.Kind() == reflect.Struct:
		for f := range v.NumField() {
			if v.Type().Field(f).IsExported() {
				n += stand(v.Field(f), who)
			}
		}
	case v.Kind() == reflect.Array:
		for k := range v.Len() {
			n += stand(v.Index(k), who)
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		one := reflect.New(v.Type().Elem()).Elem()
		if k := stand(one, who); k > 0 {
			v.Set(reflect.Append(v, one))
			n += k
		}
	case v.Kind() == reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if key.Kind() == reflect.String {
			key.SetString("x")
		}
		if k := stand(key, who) + stand(value, who); k > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, value)
			n += k
		}
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n += stand(v.Elem(), who)
	}
	return n
}

// standing returns a T in which somebody stands in every place.
func standing[T any](t *testing.T, who string, atLeast int) T {
	t.Helper()
	var v T
	if n := stand(reflect.ValueOf(&v).Elem(), who); n < atLeast {
		t.Fatalf("%T has %d places, want %d at least", v, n, atLeast)
	}
	return v
}

// free reports every trace of zoe in what is stored, and in derived fields.
func free(t *testing.T, v any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "zoe") {
		t.Errorf("%T knows zoe: %s", v, data)
	}
}

// Whatever place for a person a later version adds: an erasure clears it, or this
// fails.
func TestWithoutClearsEveryPlace(t *testing.T) {
	free(t, standing[checkins.Org](t, "zoe", 2).Without("zoe"))
	i := standing[checkins.Initiative](t, "zoe", 6).Without("zoe")
	free(t, i)
	if len(i.Consents) > 0 {
		t.Errorf("consents %v", i.Consents)
	}
	r, b := standing[checkins.Round](t, "zoe", 5).Without(standing[checkins.Basis](t, "zoe", 2), "zoe")
	free(t, r)
	free(t, b)
	s := standing[checkins.Standing](t, "zoe", 3)
	delete(s.Course, "x")
	free(t, s.Without(scoring.Defaults(), "zoe"))
	free(t, standing[checkins.Care](t, "zoe", 2).Without("zoe"))
	if !standing[checkins.Letter](t, "zoe", 1).Knows("zoe", nil) {
		t.Error("a letter does not know zoe")
	}
}

// What does not know the person is not changed, not even in what nil becomes.
func TestWithoutChangesNothingElse(t *testing.T) {
	setup := checkinstest.Setup(2)
	i := setup.Initiatives[0]
	r := checkinstest.Round(checkinstest.Acme, i, checkinstest.First)
	b := checkins.Basis{Roster: r.Roster}
	r2, b2 := r.Without(b, "zoe")
	for _, pair := range [][2]any{
		{setup.Org, setup.Org.Without("zoe")},
		{i, i.Without("zoe")},
		{r, r2},
		{b, b2},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%T: %s", pair[0], diff)
		}
	}
	before := checkinstest.Round(checkinstest.Acme, i, checkinstest.First)
	if _, _ = r.Without(b, "ben"); !cmp.Equal(r, before) {
		t.Error("the round itself was changed")
	}
}

// Those who were erased stay countable and can't be told apart by their place.
func TestNamelessIdsKeepTheCounts(t *testing.T) {
	i := checkinstest.Initiative(3)
	r := checkinstest.Round(checkinstest.Acme, i, checkinstest.First)
	b := checkins.Basis{Roster: [2][]checkins.PersonID{{"ana", "it2"}, {"ben", "biz1"}}}
	for _, who := range []checkins.PersonID{"ben", "ana", "biz1", "ben"} {
		r, b = r.Without(b, who)
	}
	want := [2][]checkins.PersonID{{"it1", "it2", "it3", "erased#2"}, {"biz2", "biz3", "erased#1", "erased#3"}}
	if diff := cmp.Diff(want, r.Roster); diff != "" {
		t.Error(diff)
	}
	want = [2][]checkins.PersonID{{"it2", "erased#2"}, {"erased#1", "erased#3"}}
	if diff := cmp.Diff(want, b.Roster); diff != "" {
		t.Error(diff)
	}
	if checkins.ValidID(string(r.Roster[1][2])) {
		t.Error("somebody may have that id")
	}
}
