package policy

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// weightComment matches the comment before a row with its number of calls, and comments that
// look like it:
//
//	# weight 900
//	server,ioctl,,cmd == TCGETS,
//
// seccomp-exec -record writes them. Among the rows of one syscall, a program tests the values of
// heavy rows first.
var weightComment = regexp.MustCompile(`^#\s*(\w+)\b(.*)$`)

// looksNumeric matches the rest of a comment with a misspelt weight.
var looksNumeric = regexp.MustCompile(`^[\s:=]*[-+]?[0-9][\w.]*$`)

// weights reads the weights of a file after its rows.
func (r *reader) weights(lines []csvfile.Line) {
	rows := make(map[int]*Row)
	for _, p := range r.Profiles {
		for _, row := range p.Rows {
			if row.line.File == lines[0].File {
				rows[row.line.Number] = row
			}
		}
	}
	var pending *csvfile.Line
	var calls uint64
	for i := range lines {
		l := &lines[i]
		if l.Comment == "" {
			if row := rows[l.Number]; row != nil && pending != nil {
				row.calls = calls
			} else if pending != nil && len(l.Cells) == len(columns) {
				r.withoutRow(pending)
			}
			pending = nil
			continue
		}
		n, ok := r.weight(l)
		switch {
		case ok && pending != nil:
			r.fail(l, 0, "delete one", "second weight for the next row; first on line %d", pending.Number)
		case ok:
			pending, calls = l, n
		}
	}
	if pending != nil {
		r.withoutRow(pending)
	}
}

// withoutRow reports a weight without a row of a profile after it.
func (r *reader) withoutRow(l *csvfile.Line) {
	r.fail(l, 0, "write it before a rule", "weight without a rule")
}

// weight reads the weight of a comment. ok is false for other comments, and for weights with
// an error.
func (r *reader) weight(l *csvfile.Line) (calls uint64, ok bool) {
	const hint = `write "# weight N", with the number of calls`
	m := weightComment.FindStringSubmatch(l.Comment)
	if m == nil {
		return 0, false
	}
	rest := strings.TrimSpace(m[2])
	if m[1] != "weight" {
		_, near := nearest.Closest(m[1], func(yield func(string) bool) { yield("weight") })
		if near && looksNumeric.MatchString(rest) {
			r.fail(l, 0, hint, "unknown comment %q", m[1])
		}
		return 0, false
	}
	calls, err := strconv.ParseUint(rest, 10, 62)
	if err != nil {
		r.fail(l, 0, hint, "weight %q", rest)
		return 0, false
	}
	return calls, true
}

// weightsOf returns the weights of the alternatives of a syscall: of each, the arguments that
// it decides.
func (r *resolver) weightsOf(list []alternative) []decision.Weight {
	var out []decision.Weight
	undecided := argset.All
	for _, x := range list {
		if x.Row != nil && x.Row.calls > 0 {
			out = append(out, decision.Weight{When: r.space.And(undecided, x.When), Calls: x.Row.calls})
		}
		undecided = r.space.Minus(undecided, x.When)
	}
	return out
}
