package main

import (
	"fmt"
	"html"
	"strings"
)

// bar is a bar of the chart: how long a library takes to build and install a filter.
type bar struct {
	title string
	// total and build are nanoseconds; build is a part of total.
	total, build float64
}

// bars returns the bars of the libraries, and of the lower limit.
func bars(r *results) []bar {
	var out []bar
	for _, l := range libraries {
		b := bar{title: strings.ReplaceAll(l.title, "`", ""), total: r.median(loadOf(l.name), middleTime)}
		if l.builds {
			b.build = r.median(buildOf(l.name), middleTime)
		}
		out = append(out, b)
	}
	return out
}

// The chart's measures, in pixels.
const (
	chartWidth, titleWidth, labelWidth = 760, 200, 200
	headHeight, barHeight, barStep     = 34, 18, 26
)

// chart draws bars as an SVG. Equal figures give equal bytes.
func chart(list []bar) string {
	longest := 0.0
	for _, b := range list {
		longest = max(longest, b.total)
	}
	height := headHeight + barStep*len(list)
	var s strings.Builder
	fmt.Fprintf(&s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="13">`+"\n", chartWidth, height)
	s.WriteString(`<style>text { fill: #1f2328 } rect { fill: #8c959f } .ours { fill: #1a7f37 }` +
		` @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #3fb950 } }</style>` + "\n")
	s.WriteString(`<text x="0" y="16" font-weight="bold">Building a filter and installing it on all threads, once in a process</text>` + "\n")
	for i, b := range list {
		s.WriteString(b.draw(headHeight+barStep*i, longest))
	}
	s.WriteString("</svg>\n")
	return s.String()
}

// draw draws a bar at y. The longest bar of the chart is given.
func (b bar) draw(y int, longest float64) string {
	width, class := 0.0, ""
	if longest > 0 {
		width = b.total / longest * (chartWidth - titleWidth - labelWidth)
	}
	if b.title == ours {
		class = ` class="ours"`
	}
	label := ns(b.total)
	if b.build > 0 {
		label += ", building " + ns(b.build)
	}
	base := y + barHeight - 4
	return fmt.Sprintf(`<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", titleWidth-8, base, html.EscapeString(b.title)) +
		fmt.Sprintf(`<rect x="%d" y="%d" width="%.1f" height="%d"%s/>`+"\n", titleWidth, y, width, barHeight, class) +
		fmt.Sprintf(`<text x="%.1f" y="%d">%s</text>`+"\n", titleWidth+width+8, base, html.EscapeString(label))
}
