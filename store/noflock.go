//go:build !unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// lockDir takes a folder for this process. Here an open file cannot be removed,
// so a lock that can be removed is what a dead process left behind.
func lockDir(dir string) (*os.File, error) {
	name := filepath.Join(dir, "lock")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("another process uses this folder")
	}
	return os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
}

// syncDir does nothing: folders cannot be synced here.
func syncDir(string) error { return nil }
