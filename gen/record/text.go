package record

import (
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
)

// The reasons in the rows of a record.
const (
	recorded   = "recorded"
	proposed   = "all that was recorded"
	unexpected = "recorded, but refused by the rules"
	staticBase = "static base of "
)

// header is the header of a policy.
const header = "profile,syscall,action,when,why"

// Policy returns a policy with one profile. origin is its description.
func (r *Record) Policy(profile, origin string) []byte {
	lines := []string{fmt.Sprintf("# profile %s: %s", profile, origin), header}
	lines = append(lines, r.remarks()...)
	for _, o := range r.sorted() {
		lines = append(lines, o.rule(profile)...)
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// rule returns the lines for an operation without a rule.
func (o *operation) rule(profile string) []string {
	if o.Times == 0 {
		return []string{row(profile, o.Operation, "", o.base)}
	}
	lines := []string{o.Weight.String(), row(profile, o.Operation, "", recorded)}
	return append(lines, proposal(profile, o.Weight)...)
}

// proposal returns the comment with the condition for all that is counted.
func proposal(profile string, w Weight) []string {
	if w.when() == "" {
		return nil
	}
	return []string{"# " + row(profile, w.Operation, w.when(), proposed)}
}

// row returns a row that allows a syscall.
func row(profile, syscall, when, why string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	// Writes to a strings.Builder do not fail.
	_ = w.Write([]string{profile, syscall, "", when, why})
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// notInProfile matches characters outside a profile's name.
var notInProfile = regexp.MustCompile(`[^a-z0-9]+`)

// ProfileName returns the name of a profile for a program, "" if it cannot be made a name.
func ProfileName(program string) string {
	name := strings.Trim(notInProfile.ReplaceAllString(strings.ToLower(program), "-"), "-")
	return strings.TrimLeft(name, "0123456789-")
}
