package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// DefaultSave is how often the embedded store is saved when something changed: a
// kill loses at most that much.
const DefaultSave = 2 * time.Second

// embedded is the server of an embedded store: in this process, on the loopback,
// with a snapshot file instead of durability.
type embedded struct {
	server *miniredis.Miniredis
	dir    string
	lock   *os.File
	cease  context.CancelFunc
	ended  chan struct{} // closed when the saving loop has returned

	saving sync.Mutex // one save at a time; guards failed
	failed error      // of the last save
	once   sync.Once
}

// Embedded starts a store inside this process: for trying out, one process at a
// time. It loads the snapshot of the folder, which is made when it is missing,
// saves a new one while it runs and at Stop, and is ready for use. Another
// process on the same folder, and a damaged snapshot, are errors.
func Embedded(dir string, o Options) (*Store, error) {
	s, err := openEmbedded(dir, o)
	if err != nil {
		return nil, fmt.Errorf("embedded store in %s: %w", dir, err)
	}
	return s, nil
}

func openEmbedded(dir string, o Options) (_ *Store, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	e := &embedded{dir: dir, server: miniredis.NewMiniRedis(), ended: make(chan struct{})}
	if e.lock, err = lockDir(dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = e.lock.Close()
		}
	}()
	snap, err := load(dir)
	if err != nil {
		return nil, err
	}
	if err := e.server.Start(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			e.server.Close()
		}
	}()
	if err := snap.put(e.server, time.Now()); err != nil {
		return nil, unusable(dir, fmt.Errorf("%w (%w)", errDamaged, err))
	}
	client := redis.NewClient(&redis.Options{
		Addr: e.server.Addr(), DisableIdentity: true,
		ContextTimeoutEnabled:    true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	defer func() {
		if err != nil {
			_ = client.Close()
		}
	}()
	s, err := New(client, o)
	if err != nil {
		return nil, err
	}
	// It cannot freeze, but it is slower, and waits for snapshots.
	s.patience = 30 * time.Second
	s.embedded = e
	if err := s.Init(context.Background()); err != nil {
		return nil, err
	}
	every := o.Save
	if every <= 0 {
		every = DefaultSave
	}
	ctx, cease := context.WithCancel(context.Background())
	e.cease = cease
	go e.loop(ctx, s, every)
	return s, nil
}

// loop counts TTLs down and saves what changed until ctx ends. The server would
// count them down by itself, but look at every key on every command for it.
func (e *embedded) loop(ctx context.Context, s *Store, every time.Duration) {
	defer close(e.ended)
	tick := time.NewTicker(every)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			e.server.FastForward(now.Sub(last))
			last = now
			_ = e.save(s) // trouble tells
		}
	}
}

// save writes a snapshot when something changed since the last one.
func (e *embedded) save(s *Store) error {
	e.saving.Lock()
	defer e.saving.Unlock()
	if !s.dirty.Load() && e.failed == nil {
		return nil
	}
	snap, err := e.whole(s)
	if err == nil {
		err = snap.save(e.dir)
	}
	if err != nil {
		err = fmt.Errorf("save snapshot: %w", err)
	}
	e.failed = err
	return err
}

// whole copies the key space between two changes.
func (e *embedded) whole(s *Store) (snapshot, error) {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.dirty.Store(false)
	return take(e.server, time.Now())
}

// trouble returns why the last save did not work.
func (e *embedded) trouble() error {
	if e == nil {
		return nil
	}
	e.saving.Lock()
	defer e.saving.Unlock()
	return e.failed
}

// stop saves and ends the server. A second time it does nothing.
func (e *embedded) stop(s *Store) (err error) {
	e.once.Do(func() {
		e.cease()
		<-e.ended
		err = e.save(s)
		err = errors.Join(err, s.rdb.Close())
		e.server.Close()
		err = errors.Join(err, e.lock.Close())
	})
	return err
}
