package cause_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// specification is an archive of testdata: policy.csv with its files, and the events with
// their causes. Each line of the file events is
//
//	GOARCH SYSCALL ARGUMENT... =ACTION : CAUSE, CAUSE -> PLACE
//
// SYSCALL is a name or a number, and each first argument a Go integer. The action is left
// out if it is not known. The causes are for the last profile.
type specification struct {
	files  map[string]string
	events []string
}

// TestCauses checks the events of the archives.
func TestCauses(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no files", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s := specification{files: make(map[string]string)}
			for _, f := range archive.Files {
				s.files[f.Name] = string(f.Data)
			}
			s.events = strings.Split(strings.TrimSpace(s.files["events"]), "\n")
			s.check(t)
		})
	}
}

// check compares the causes and the place of each event.
func (s specification) check(t *testing.T) {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	source := cause.Source{Name: "policy.csv", Catalog: c, Read: func(name string) ([]byte, error) {
		return []byte(strings.ReplaceAll(s.files[name], "$HEADER", event.Columns)), nil
	}}
	for _, line := range s.events {
		if a := arch.ByGOARCH(strings.Fields(line)[0]); !slices.Contains(source.Arches, a) {
			source.Arches = append(source.Arches, a)
		}
	}
	p, err := policy.LoadFiles(source.Name, source.Read, c)
	if err != nil {
		t.Fatal(err)
	}
	decisions, _, err := p.Decide(argset.NewSpace(), source.Arches)
	if err != nil {
		t.Fatal(err)
	}
	profile := cause.NewProfile(p.Profiles[len(p.Profiles)-1], decisions)
	for _, line := range s.events {
		text, want, _ := strings.Cut(line, " : ")
		e, causes := readEvent(t, profile, text)
		got := causeText(causes)
		if slices.ContainsFunc(causes, cause.Cause.Refuses) {
			place, err := profile.Place(source, e, causes)
			got += " -> " + placeText(place, err)
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// readEvent reads the event of a line, and returns its causes.
func readEvent(t *testing.T, p *cause.Profile, text string) (event.Event, []cause.Cause) {
	t.Helper()
	words := strings.Fields(text)
	e := event.Event{Arch: arch.ByGOARCH(words[0])}
	var ok bool
	if e.Number, ok = event.Number(words[1], e.Arch); !ok {
		if _, err := fmt.Sscan(words[1], &e.Number); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	for i, word := range words[2:] {
		if code, ok := strings.CutPrefix(word, "="); ok {
			value, err := strconv.ParseUint(code, 0, 32)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			return e, cause.Of(p.Causes(e), uint32(value))
		}
		if _, err := fmt.Sscan(word, &e.Args[i]); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		e.Known |= 1 << i
	}
	return e, p.Causes(e)
}

// causeText describes causes: kinds with the row's place, and its action.
func causeText(causes []cause.Cause) string {
	kinds := []string{"rule", "violation", "unknown", "foreign", "default"}
	var parts []string
	for _, c := range causes {
		text := kinds[c.Kind]
		if c.Row != nil {
			text += fmt.Sprintf(" %s:%d", c.Row.File(), c.Row.Line())
		}
		if c.By != c.Row {
			text += fmt.Sprintf(" by %s:%d", c.By.File(), c.By.Line())
		}
		parts = append(parts, fmt.Sprintf("%s %#x", text, c.Action))
	}
	return strings.Join(parts, ", ")
}

// placeText describes a place, or the first error.
func placeText(p cause.Place, err error) string {
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return strings.TrimSpace(p.Row + " " + first)
	}
	word := "before"
	if p.InPlace {
		word = "in place of"
	}
	return fmt.Sprintf("%s %s %s:%d", p.Row, word, p.File, p.Line)
}
