package debian

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// MirrorVariable names the variable for the URL of a mirror, for machines without one.
const MirrorVariable = "DEBIAN_MIRROR"

// SystemMirror returns the mirror of Debian in MirrorVariable, or else the one in the
// configuration of this machine.
func SystemMirror(ctx context.Context) (string, error) {
	if mirror := os.Getenv(MirrorVariable); mirror != "" {
		return mirror, nil
	}
	out, err := exec.CommandContext(ctx, "apt-get", "update", "--print-uris").Output()
	if err != nil {
		return "", fmt.Errorf("apt-get update --print-uris: %w", err)
	}
	return mirrorOf(string(out))
}

// mirrorOf returns the mirror in a list of files for apt to fetch: 'URL' file size on each
// line. The URL of a mirror ends in /debian.
func mirrorOf(list string) (string, error) {
	for line := range strings.Lines(list) {
		uri, _, _ := strings.Cut(strings.TrimPrefix(line, "'"), "'")
		if mirror, _, ok := strings.Cut(uri, "/dists/"); ok && strings.HasSuffix(mirror, "/debian") {
			return mirror, nil
		}
	}
	return "", ErrMirror
}

// hide removes the host of the mirror from a text.
func hide(mirror, text string) string {
	u, err := url.Parse(mirror)
	if err != nil || u.Host == "" {
		return text
	}
	return strings.NewReplacer(u.Host, "MIRROR", u.Hostname(), "MIRROR").Replace(text)
}
