package main

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"parallax/checkins"
)

// watcher turns what happens into log lines and metrics. It sees ids and states,
// never an answer or a text of a person.
type watcher struct {
	log      *slog.Logger
	registry *prometheus.Registry
	answers  *prometheus.CounterVec
	saving   prometheus.Histogram
	letters  *prometheus.CounterVec
	rounds   *prometheus.CounterVec
	feeds    *prometheus.CounterVec
	errors   prometheus.Counter
	troubles troubles
}

func newWatcher(log *slog.Logger) *watcher {
	w := &watcher{
		log: log, registry: prometheus.NewRegistry(),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parallax_answers_total", Help: "Check-ins handed in, by what became of them.",
		}, []string{"outcome"}),
		saving: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "parallax_record_seconds", Help: "Time the store took to keep a check-in.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}),
		letters: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parallax_letters_total", Help: "Attempts at letters, by kind, the state they ended in, and why when that is unreachable or unknown.",
		}, []string{"kind", "state", "reason"}),
		rounds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parallax_rounds_total", Help: "Rounds opened, skipped and closed; skipped ones by why.",
		}, []string{"event", "reason"}),
		feeds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parallax_feed_calls_total", Help: "Calls of feeds, by source and the HTTP status they were answered with; without a source: nobody's token.",
		}, []string{"source", "status"}),
		errors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "parallax_errors_total", Help: "Turns of the engine that ended in an error; the next turn tries again.",
		}),
	}
	w.registry.MustRegister(w.answers, w.saving, w.letters, w.rounds, w.feeds, w.errors,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return w
}

// sockets adds the gauges of Socket Mode: how many connections are up, and how long
// the one that is silent for longest has been.
func (w *watcher) sockets(up func() int, age func(now time.Time) time.Duration) {
	w.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "parallax_socket_connections", Help: "Socket Mode connections that are up; fewer than two for minutes is a fault.",
		}, func() float64 { return float64(up()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "parallax_socket_last_frame_age_seconds",
			Help: "Time since the last frame of the Socket Mode connection that has been silent for longest; over 60 is a fault.",
		}, func() float64 { return age(time.Now()).Seconds() }),
	)
}

// see is a checkins.Desk's Seen.
func (w *watcher) see(s checkins.Sighting) {
	switch s.What {
	case "error":
		w.errors.Inc()
		if w.troubles.fresh(trouble{s.Org, bareText(s.Err)}, time.Now()) {
			w.log.Error("turn", "org", s.Org, "err", s.Err)
		}
	case "recorded":
		w.answers.WithLabelValues(s.Reason).Inc()
		w.saving.Observe(s.Elapsed.Seconds())
		w.log.Debug("recorded", "org", s.Org, "round", s.Round, "outcome", s.Reason)
	case "letter":
		w.letters.WithLabelValues(string(s.Kind), string(s.State), letterReason(s)).Inc()
		level := slog.LevelDebug
		stuck := s.State == checkins.LetterPending && strings.HasPrefix(s.Reason, "compose:")
		if s.State == checkins.LetterUnknown || s.State == checkins.LetterUnreachable || stuck {
			level = slog.LevelWarn
		}
		w.log.Log(context.Background(), level, "letter", "org", s.Org, "letter", s.Letter, "kind", s.Kind, "state", s.State, "reason", s.Reason)
	default:
		w.rounds.WithLabelValues(s.What, roundReason(s)).Inc()
		w.log.Info("round "+s.What, "org", s.Org, "round", s.Round, "reason", s.Reason)
	}
}
