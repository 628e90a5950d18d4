package debian

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Newest returns the package with the highest version among names of a regular expression.
func (a *Apt) Newest(ctx context.Context, name string) (Record, error) {
	out, err := a.run(ctx, "apt-cache", "search", "--names-only", "^"+name+"$")
	if err != nil {
		return Record{}, err
	}
	var names []string
	for line := range strings.Lines(string(out)) {
		names = append(names, strings.Fields(line)[0])
	}
	if len(names) == 0 {
		return Record{}, fmt.Errorf("%w: %s", ErrNoPackage, name)
	}
	if out, err = a.run(ctx, "apt-cache", append([]string{"show", "--no-all-versions"}, names...)...); err != nil {
		return Record{}, err
	}
	return highest(parsePackages(out), newer), nil
}

// parsePackages parses the output of apt-cache show.
func parsePackages(text []byte) []Record {
	var list []Record
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		if field == "Package" {
			list = append(list, Record{Package: value})
		}
		if len(list) == 0 {
			continue
		}
		switch last := &list[len(list)-1]; field {
		case "Version":
			last.Version = value
		case "SHA256":
			last.PackageSHA256 = value
		}
	}
	return list
}

// highest returns the newest record, of several the first.
func highest(list []Record, newer func(a, b string) bool) Record {
	best := list[0]
	for _, r := range list[1:] {
		if newer(r.Version, best.Version) {
			best = r
		}
	}
	return best
}

// newer reports whether version a is newer than b, as Debian orders versions.
func newer(a, b string) bool {
	return exec.Command("dpkg", "--compare-versions", a, "gt", b).Run() == nil
}
