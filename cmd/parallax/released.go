//go:build !testhooks

package main

import (
	"errors"
	"io"
)

// hooks does nothing in a released build.
func (w *world) hooks() error { return nil }

func printPoints(io.Writer) error {
	return errors.New("version --failpoints: this build has none; a test build has (go build -tags testhooks)")
}
