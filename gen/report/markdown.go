package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// Markdown returns the report for a comment: each profile at a glance, and what changed. The
// matrix is in the page alone.
func (r *Report) Markdown() ([]byte, error) {
	m := new(markdown)
	m.printf("# %s\n", plain(r.Title))
	if r.Changes != nil {
		m.changes(r.Changes)
	}
	for _, p := range r.Profiles {
		m.profile(r, p)
	}
	if len(r.Warnings) > 0 {
		m.printf("\n## Warnings\n\n")
		for _, w := range r.Warnings {
			m.printf("- %s\n", plain(w.Error()))
		}
	}
	return m.Bytes(), nil
}

// markdown is a text in the dialect of GitHub.
type markdown struct{ bytes.Buffer }

// printf appends text.
func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

// special matches characters with a meaning in Markdown or HTML, and starts of links, of
// mentions and of emoji.
var special = regexp.MustCompile("[\\\\`*_{}\\[\\]()#+!|<>&~@]|:\\b|://|\\bwww\\.")

// plain returns text without markup: no links, mentions or tags.
func plain(text string) string {
	return special.ReplaceAllStringFunc(oneLine(text), func(match string) string {
		switch first := match[0]; {
		case match == "www.":
			return `www\.`
		case strings.Contains("<>&@:", match[:1]):
			return fmt.Sprintf("&#%d;%s", first, match[1:])
		}
		return `\` + match
	})
}

// code returns text as code in a table or a list. A fence longer than its runs of backquotes
// encloses it.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	text = strings.ReplaceAll(oneLine(text), "|", `\|`)
	if len(fence) > 1 {
		text = " " + text + " "
	}
	return fence + text + fence
}

// oneLine returns text without line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// profile writes a profile at a glance.
func (m *markdown) profile(r *Report, p Summary) {
	m.printf("\n## %s\n\n", p.Name)
	if p.Description != "" {
		m.printf("%s\n\n", plain(p.Description))
	}
	m.printf("| verdict | syscalls |\n|---|---:|\n")
	for _, c := range p.Counts {
		m.printf("| %s %s | %s |\n", kinds[c.Kind].sign, code(c.Text), span(c.On))
	}
	m.printf("\n%s", plain(p.Default))
	switch {
	case p.Like != "":
		m.printf(" It allows all of %s, tested with: %s.", p.Like, plain(p.Runs))
	case p.Runs != "":
		m.printf(" Tested with: %s.", plain(p.Runs))
	}
	m.printf("\n")
	if len(p.Open) > 0 {
		m.printf("\n")
	}
	for _, c := range p.Open {
		m.printf("- **%s**: %s Through %s.\n", c.Title, plain(c.Text), plain(strings.Join(c.Through, ", ")))
	}
	if len(p.InQueues) > 0 {
		m.printf("- **Refused, and possible in queues**: %s.\n", plain(strings.Join(p.InQueues, ", ")))
	}
	for _, text := range p.Unchecked {
		m.printf("- **Open without the condition**: %s.\n", plain(text))
	}
}

// maxNames limits the syscalls in a line of changes.
const maxNames = 40

// changes writes what changed.
func (m *markdown) changes(c *Changes) {
	m.printf("\n## Changes since %s\n\n", plain(c.Since))
	for _, name := range c.Added {
		m.printf("- profile %s: added\n", name)
	}
	for _, name := range c.Removed {
		m.printf("- profile %s: removed\n", name)
	}
	for _, p := range c.Profiles {
		if len(p.Changes) == 0 {
			m.printf("- profile %s: no verdict changed\n", p.Name)
			continue
		}
		m.printf("\n### %s\n\n| | syscall | on | was | now | example |\n|---|---|---|---|---|---|\n", p.Name)
		for _, x := range p.Changes {
			m.change(x)
		}
	}
}

// change writes a row of the table of changes.
func (m *markdown) change(x Change) {
	names, more := x.Names, ""
	if len(names) > maxNames {
		names, more = names[:maxNames], fmt.Sprintf(" and %d more", len(names)-maxNames)
	}
	example := ""
	if x.Example != "" {
		example = code(x.Example)
	}
	m.printf("| %s | %s%s | %s | %s | %s | %s |\n", x.Risk, plain(strings.Join(names, ", ")), more, plain(x.Where), code(x.From), code(x.To), example)
}
