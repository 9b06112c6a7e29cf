package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

const (
	keyVariable     = "PARALLAX_SECRET_KEY"
	keyFileVariable = "PARALLAX_SECRET_KEY_FILE"

	keyWayOut = "make one with `openssl rand -base64 32`"
	keyBytes  = 32
)

func (c *Config) checkKey() error {
	switch {
	case c.SecretKey != "" && c.KeyFile != "":
		return wrong(keyVariable, "is set, and so is PARALLAX_SECRET_KEY_FILE: keep one of them")
	case c.SecretKey == "" && c.KeyFile == "" && !c.embedded():
		return wrong(keyVariable, "not set: %s, keep it safe, and set it here or in the file that PARALLAX_SECRET_KEY_FILE names", keyWayOut)
	case c.SecretKey == "" && c.KeyFile == "":
		return nil
	}
	_, err := c.key()
	return err
}

// key returns the key for button tokens and data at rest. With the embedded
// store and no key configured, one is made on first use and kept in Data.
func (c Config) key() ([32]byte, error) {
	switch {
	case c.SecretKey != "":
		return parseKey(keyVariable, c.SecretKey.Reveal())
	case c.KeyFile != "":
		text, err := readKeyFile(keyFileVariable, c.KeyFile)
		if err != nil {
			return [32]byte{}, err
		}
		return parseKey(keyFileVariable, text)
	}
	path := c.keyPath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeKeyFile(path); err != nil {
			return [32]byte{}, wrong("PARALLAX_DATA", "%s: name a folder that this user may write to", reason(err))
		}
	}
	return ownKey(path)
}

// ownKey reads a key that this program has made.
func ownKey(path string) ([32]byte, error) {
	text, err := readKeyFile("PARALLAX_DATA", path)
	if err != nil {
		return [32]byte{}, err
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return [32]byte{}, wrong("PARALLAX_DATA", "others can read %s: run `chmod 600` on it", path)
	}
	return parseKey("PARALLAX_DATA", text)
}

// keyPath is where the key of the embedded store is kept when none is configured.
func (c Config) keyPath() string { return filepath.Join(c.Data, "key") }

// ownKeys reports whether the program makes the key itself.
func (c Config) ownKeys() bool { return c.embedded() && c.SecretKey == "" && c.KeyFile == "" }

// readKeyFile reads no more than a key file can hold.
func readKeyFile(variable, path string) (string, error) {
	const most = 1024
	f, err := os.Open(path)
	if _, bad := parseKey(variable, path); err != nil && bad == nil {
		return "", wrong(variable, "no such file, and it looks like a key, which is not repeated here: write the name of the file that holds it")
	}
	if err != nil {
		return "", wrong(variable, "%s: name a readable file with the key", reason(err))
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return "", wrong(variable, "%s: name a readable file with the key", reason(err))
	}
	if len(text) > most {
		return "", wrong(variable, "%s is too large for a key: %s", path, keyWayOut)
	}
	return string(bytes.TrimSpace(text)), nil
}

// reason is an error on one line.
func reason(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// parseKey reads 32 bytes in base64, padded or not, also the alphabet for URLs.
func parseKey(variable, text string) (key [32]byte, err error) {
	plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	b, err := base64.RawStdEncoding.DecodeString(plain)
	switch {
	case text == "":
		return key, wrong(variable, "the key is empty: %s", keyWayOut)
	case err != nil:
		return key, wrong(variable, "the key is not base64: %s", keyWayOut)
	case len(b) != keyBytes:
		return key, wrong(variable, "the key has %d bytes, not %d: %s", len(b), keyBytes, keyWayOut)
	case bytes.Count(b, b[:1]) == keyBytes:
		return key, wrong(variable, "the key is one byte repeated, which anybody can guess: %s", keyWayOut)
	}
	copy(key[:], b)
	return key, nil
}

// makeKeyFile writes a new key under a name of its own first and then links it
// into place: of two processes that start at once both use the first one's.
func makeKeyFile(path string) error {
	err := newKeyFile(path, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// newKeyFile writes a new key under a name of its own and has it put into place.
func newKeyFile(path string, put func(from, to string) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	var key [keyBytes]byte
	if _, err := rand.Read(key[:]); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "key-*") // made with 0600
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, err = fmt.Fprintln(f, base64.StdEncoding.EncodeToString(key[:]))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return put(f.Name(), path)
}
