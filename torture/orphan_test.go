//go:build linux

package torture

import (
	"os/exec"
	"syscall"
)

// tie lets a process end also when the test binary dies without its cleanups, as it
// does at a timeout.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
