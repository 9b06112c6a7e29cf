//go:build !linux

package main

import "os/exec"

// tie does nothing here: a child may outlive this process when it is killed.
func tie(*exec.Cmd) {}

// aside does something; what the child has left to do may get in the way.
func (*child) aside(do func() error) error { return do() }
