package main

import (
	"path/filepath"
	"testing"
)

// TestList: every change still fits the source, so that the list does not rot
// between two runs of it.
func TestList(t *testing.T) {
	for _, m := range mutants {
		if _, err := m.find(filepath.Join("..", "..")); err != nil {
			t.Error(err)
		}
	}
}
