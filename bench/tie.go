//go:build linux

package main

import (
	"errors"
	"os/exec"
	"syscall"
)

// tie lets a child end also when this process is killed.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// aside does something while the child stands still, so that nothing it has left to do
// gets in the way.
func (c *child) aside(do func() error) error {
	if err := c.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	err := do()
	return errors.Join(err, c.cmd.Process.Signal(syscall.SIGCONT))
}
