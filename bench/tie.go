//go:build linux

package main

import (
	"os/exec"
	"syscall"
)

// tie lets a child end also when this process is killed.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
