package random

import (
	"bytes"
	"math/rand/v2"
	"strings"
)

// The names of the files of a policy.
const (
	First = "policy.csv"
	base  = "common/base.csv"
	more  = "more.csv"
)

// Files divides a policy among files with include rows. Its rows stay in order: a prefix
// goes to an included file, and perhaps the next rows to another one. Either the first file
// includes both, or one includes the other.
func Files(r *rand.Rand, policy []byte) map[string][]byte {
	head, parts, _ := strings.Cut(string(policy), "\n")
	head += "\n"
	groups := divide(parts)
	i := r.IntN(len(groups) + 1)
	j := i + r.IntN(len(groups)+1-i)
	first, second, rest := strings.Join(groups[:i], ""), strings.Join(groups[i:j], ""), strings.Join(groups[j:], "")
	files := make(map[string][]byte)
	include := func(name string) string { return "include," + name + ",,,\n" }
	nested := chance(r, 50) && second != ""
	top := head
	if first != "" {
		files[base] = []byte(head + first)
		if !nested {
			top += include("./" + base)
		} else {
			second = include(base) + second
		}
	}
	if second != "" {
		files[more] = []byte(head + second)
		top += include(more)
	}
	files[First] = []byte(top + rest)
	return files
}

// divide divides rows into the rows of each profile and the constants, with the comments
// before them.
func divide(rows string) []string {
	var groups []string
	var group bytes.Buffer
	of := ""
	for line := range strings.Lines(rows) {
		if strings.HasPrefix(line, weightPrefix) {
			group.WriteString(line)
			continue
		}
		name, _, _ := strings.Cut(line, ",")
		comment := strings.HasPrefix(line, "#")
		if group.Len() > 0 && of != "" && (comment || name != of) {
			groups = append(groups, group.String())
			group.Reset()
			of = ""
		}
		group.WriteString(line)
		if !comment {
			of = name
		}
	}
	if group.Len() > 0 {
		groups = append(groups, group.String())
	}
	return groups
}
