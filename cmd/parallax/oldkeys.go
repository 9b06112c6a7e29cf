package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"parallax/bot"
	"parallax/store"
)

const (
	oldKeysVariable     = "PARALLAX_SECRET_KEY_OLD"
	oldKeysFileVariable = "PARALLAX_SECRET_KEY_OLD_FILE"
	oldKeysMost         = 8
)

// checkOldKeys checks the keys that are read besides the one that writes.
func (c *Config) checkOldKeys() error {
	if c.OldKeys != "" && c.OldKeysFile != "" {
		return wrong(oldKeysVariable, "is set, and so is %s: keep one of them", oldKeysFileVariable)
	}
	if c.OldKeys == "" && c.OldKeysFile == "" {
		return nil
	}
	if c.ownKeys() { // the key may not be made yet
		_, err := c.listedKeys()
		return err
	}
	_, err := c.keys()
	return err
}

// oldKeys is the variable that lists the other keys.
func (c Config) oldKeys() string {
	if c.OldKeysFile != "" {
		return oldKeysFileVariable
	}
	return oldKeysVariable
}

// listedKeys are the keys of PARALLAX_SECRET_KEY_OLD, separated by commas or line ends.
func (c Config) listedKeys() ([][32]byte, error) {
	variable, text := c.oldKeys(), c.OldKeys.Reveal()
	if c.OldKeysFile != "" {
		var err error
		if text, err = readKeyFile(variable, c.OldKeysFile); err != nil {
			return nil, err
		}
		if text == "" {
			return nil, wrong(variable, "the file is empty: write the former key into it, or remove the variable")
		}
	}
	var keys [][32]byte
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		key, err := parseKey(variable, part)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	if len(keys) > oldKeysMost {
		return nil, wrong(variable, "lists %d keys: at most %d are read, remove those that `parallax doctor` does not call needed", len(keys), oldKeysMost)
	}
	return keys, nil
}

// keyring is the key that writes, and those that are read besides.
type keyring struct {
	key [32]byte
	old [][32]byte
}

// options are those of a store with these keys.
func (k keyring) options() store.Options {
	o := store.Options{Key: k.key}
	for _, key := range k.old {
		o.Old = append(o.Old, key)
	}
	return o
}

// signer signs and opens buttons with these keys.
func (k keyring) signer() (bot.Signer, error) {
	var old [][]byte
	for _, key := range k.old {
		old = append(old, key[:])
	}
	return bot.NewSigner(k.key[:], old...)
}

// formerKeyPath is where the key of the embedded store is kept that a new one follows,
// until everything is sealed anew.
func (c Config) formerKeyPath() string { return c.keyPath() + ".old" }

// keys returns all keys. Those that the program makes itself are made on first use.
func (c Config) keys() (keyring, error) {
	var k keyring
	var err error
	if k.key, err = c.key(); err != nil {
		return k, err
	}
	if k.old, err = c.listedKeys(); err != nil {
		return k, err
	}
	if c.ownKeys() {
		former, err := ownKey(c.formerKeyPath())
		switch _, missing := os.Stat(c.formerKeyPath()); {
		case errors.Is(missing, fs.ErrNotExist):
		case err != nil:
			return k, err
		case former != k.key: // else a change of keys broke off before it began
			k.old = append(k.old, former)
		}
	}
	o := k.options()
	switch err := store.CheckKeys(o.Key, o.Old...); {
	case errors.Is(err, store.ErrSameKey):
		return k, wrong(c.oldKeys(), "holds the key of %s, or one key twice: remove it there", keyVariable)
	case errors.Is(err, store.ErrAlike):
		return k, wrong(c.oldKeys(), "two of the keys have the same mark, which happens to one pair in 256, and nobody could tell what is left of the former one: make the new key once more with `openssl rand -base64 32`")
	case err != nil:
		return k, wrong(c.oldKeys(), "%s: %s", reason(err), keyWayOut)
	}
	return k, nil
}

// keyTrouble words what is wrong between the keys and the store at a place; nil for
// any other error.
func (c Config) keyTrouble(err error, where string) error {
	variable := keyVariable
	if c.KeyFile != "" {
		variable = keyFileVariable
	}
	switch {
	case errors.Is(err, store.ErrOtherKey):
		return wrong(variable, "the store at %s was written with another key: set that one, or list it in %s until `parallax rekey` has sealed everything anew", where, oldKeysVariable)
	case errors.Is(err, store.ErrRetired):
		return wrong(variable, "the key was retired at the store at %s by `parallax rekey`: set the one that followed it", where)
	}
	return nil
}

// oldKeysChecks say which of the keys that are read besides are still needed; none
// without such a key.
func oldKeysChecks(c Config, needed func(context.Context) ([]bool, error)) []Check {
	keys, err := c.keys()
	if err != nil || len(keys.old) == 0 {
		return nil
	}
	return []Check{{"former keys", func(ctx context.Context) Verdict {
		use, err := needed(ctx)
		if err != nil {
			return problem("which are needed can't be told: %v", err)
		}
		var v Verdict
		for n, still := range use {
			where := c.oldKeys()
			if c.ownKeys() && n == len(use)-1 {
				where = c.formerKeyPath()
			}
			text := "key %d of %d in %s: the store holds nothing under it: remove it once the check-ins sent under it have closed; or, when it is the key to come, exchange it with %s"
			if still {
				text = "key %d of %d in %s: still needed: once every process has the new key in %s, run `parallax rekey`"
			}
			v.Warnings = append(v.Warnings, fmt.Sprintf(text, n+1, len(use), where, keyVariable))
		}
		return v
	}}}
}
