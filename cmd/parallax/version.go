package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Set by the release build: -ldflags "-X main.version=v1.2.3 -X main.commit=abc".
var version, commit string

// versionLine says which program this is: version, commit, Go version.
func versionLine() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return describe(info, version, commit)
}

// describe prefers what the release build set to what the Go command noted.
func describe(info *debug.BuildInfo, version, commit string) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	noted := settings["vcs.revision"]
	if len(noted) > 12 {
		noted = noted[:12]
	}
	if noted != "" && settings["vcs.modified"] == "true" {
		noted += " with local changes"
	}
	return fmt.Sprintf("parallax %s, commit %s, %s",
		cmp.Or(version, info.Main.Version, "(devel)"), cmp.Or(commit, noted, "unknown"), cmp.Or(info.GoVersion, runtime.Version()))
}
