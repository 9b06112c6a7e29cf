//go:build !linux

package redistest

import "os/exec"

// tie does nothing here: a server may outlive a test binary that is killed.
func tie(*exec.Cmd) {}
