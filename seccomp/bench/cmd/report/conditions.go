package main

import (
	"fmt"
	"strings"
)

// figures lists what is compared of a program with conditions.
var figures = []struct{ unit, title string }{
	{"instructions", "instructions"},
	{"tests-worst", "tests at worst"},
	{"tests-average", "tests on average"},
}

// conditionsTable returns a table of the policies with conditions, a column per compiler.
func conditionsTable(r *results, cell func(r *results, c, program string) string) string {
	var t table
	titles := []string{"policy"}
	for _, p := range compilers {
		titles = append(titles, p.title)
	}
	t.row(titles...)
	t.rule(len(compilers))
	for _, c := range cases {
		cells := []string{fmt.Sprintf("`%s`: %s", c.name, c.title)}
		for _, p := range compilers {
			cells = append(cells, cell(r, c.name, p.name))
		}
		t.row(cells...)
	}
	return t.markdown()
}

func executedCell(r *results, c, program string) string {
	name := conditionsOf(c, program)
	return fmt.Sprintf("%.0f; %.0f, %.1f", r.median(name, "instructions"), r.median(name, "tests-worst"), r.median(name, "tests-average"))
}

func compileCell(r *results, c, program string) string {
	return ns(r.least(conditionsOf(c, program), middleTime))
}

// behindNote lists the figures of policies with conditions less than ours.
func behindNote(r *results) string {
	var behind []string
	for _, f := range figures {
		for _, c := range cases {
			own := r.median(conditionsOf(c.name, ours), f.unit)
			best, by := own, ""
			for _, p := range compilers {
				if v := r.median(conditionsOf(c.name, p.name), f.unit); v < best {
					best, by = v, p.title
				}
			}
			if by != "" {
				behind = append(behind, fmt.Sprintf("%s of `%s` (%s to %s, %s)", f.title, c.name, number(own), number(best), by))
			}
		}
	}
	if len(behind) == 0 {
		return "Ours is least in each."
	}
	return "Ours is least but for " + strings.Join(behind, ", ") + "."
}
