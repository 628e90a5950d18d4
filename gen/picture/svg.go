package picture

import (
	"bytes"
	"fmt"
	"html"
	"strings"
)

// Style is the form of a drawing.
type Style struct {
	// Title and Description say in words what the drawing shows.
	Title, Description string
	// Prefix is the first part of the ID of each element.
	Prefix string
	// Verdict returns the class and the text for the return value of a node.
	Verdict func(*Node) (class, text string)
}

// SVG returns the drawing of a tree. Its colours are those of the classes in the style sheet
// of the page: tree, answer, note, ruler, and those of the verdicts.
//
// The element of a node contains those of all nodes after it. So the selector
// g:has(:target) finds the path of a node. The attribute data-lines lists the executed
// instructions where the ID does not.
func (t *Tree) SVG(s Style) []byte {
	d := &drawing{Style: s}
	d.layout = newLayout(t.Root, d.textOf)
	fmt.Fprintf(&d.out, `<svg xmlns="http://www.w3.org/2000/svg" class="tree" role="img" aria-labelledby="%[1]stitle %[1]sdesc" width="%[2]d" height="%[3]d" viewBox="0 0 %[2]d %[3]d">`, escape(s.Prefix), d.width, d.height)
	fmt.Fprintf(&d.out, "<title id=\"%stitle\">%s</title><desc id=\"%sdesc\">%s</desc>\n", escape(s.Prefix), escape(s.Title), escape(s.Prefix), escape(s.Description))
	d.ruler()
	d.node(t.Root, nil)
	d.out.WriteString("</svg>\n")
	return d.out.Bytes()
}

// drawing writes a drawing.
type drawing struct {
	Style
	*layout
	out bytes.Buffer
}

// nodeText is the text of a node: two lines of a test, or one of another node.
type nodeText struct {
	class, first, second string
	// note is a remark after the first line.
	note string
}

// width returns the width of a text.
func (x nodeText) width() int {
	return max(widthOf(x.first+" "+x.note), widthOf(x.second))
}

// operators holds the signs of tests.
var operators = map[string]string{"==": "=", ">=": "≥", "&": "&"}

// textOf returns the text of a node.
func (d *drawing) textOf(n *Node) nodeText {
	x := nodeText{note: Percent(n.Share)}
	switch n.Kind {
	case Return:
		x.class, x.first = d.Verdict(n)
		x.note = strings.TrimSuffix(fmt.Sprintf("%d instructions, %s", n.Steps, x.note), ", ")
	case Elsewhere:
		x.first = fmt.Sprintf("continues at instruction %d", n.Index())
	case Listed:
		x.first = fmt.Sprintf("condition from instruction %d on", n.Executed[0])
	default:
		x.first, x.second = n.Test.Subject, operators[n.Test.Operator]+" "+n.Test.Operand
		if n.Test.Subject == holdsNr {
			number, name, _ := strings.Cut(n.Test.Operand, " ")
			x.first, x.second = operators[n.Test.Operator]+" "+number, name
		}
		return x
	}
	if n.Syscalls != "" {
		x.first += ": " + n.Syscalls
	}
	return x
}

// Percent writes a share, or nothing for less than a thousandth.
func Percent(share float64) string {
	switch {
	case share >= 0.0995:
		return fmt.Sprintf("%.0f %%", 100*share)
	case share >= 0.0005:
		return fmt.Sprintf("%.1f %%", 100*share)
	}
	return ""
}

// ruler writes the number of executed instructions over each column.
func (d *drawing) ruler() {
	fmt.Fprintf(&d.out, `<g class="ruler"><text x="%d" y="12">instructions executed</text>`, textGap)
	for steps, x := range d.columns {
		if d.widths[steps] > 0 {
			fmt.Fprintf(&d.out, `<text x="%d" y="%d">%d</text>`, x, topMargin-2, steps)
		}
	}
	d.out.WriteString("</g>\n")
}

// node writes the element of a node after the test before.
func (d *drawing) node(n, before *Node) {
	fmt.Fprintf(&d.out, `<g id="%s%s"`, escape(d.Prefix), n.ID)
	if n.Kind != Test || len(n.Executed) > 1 {
		fmt.Fprintf(&d.out, ` data-lines="%s"`, strings.Trim(fmt.Sprint(n.Executed), "[]"))
	}
	d.out.WriteString(">")
	d.branch(n, before)
	d.write(n)
	if n.Kind == Test {
		for _, next := range n.branches() {
			d.node(next, n)
		}
	}
	d.out.WriteString("</g>\n")
}

// branch draws the line from the test before to n, through the text of n if it is a test, and
// writes the answer to that test.
func (d *drawing) branch(n, before *Node) {
	x, y := d.columns[n.Steps], d.rows[n]
	end := x
	if n.Kind == Test {
		end = d.elbow(n)
	}
	if before == nil {
		fmt.Fprintf(&d.out, `<path d="M%d %dH%d"%s/>`, x, y, end, strokeWidth(n))
		return
	}
	from := d.elbow(before)
	fmt.Fprintf(&d.out, `<path d="M%d %dV%dH%d"%s/>`, from, d.rows[before], y, end, strokeWidth(n))
	answer := "no"
	if n == before.Yes {
		answer = "yes"
	}
	fmt.Fprintf(&d.out, `<text class="answer" x="%d" y="%d">%s</text>`, from+textGap, y-4, answer)
}

// elbow returns the place right of a test where its branches part.
func (d *drawing) elbow(n *Node) int { return d.columns[n.Steps] + d.text(n).width() + textGap }

// strokeWidth returns the attribute for the share of n, or nothing for a thin line.
func strokeWidth(n *Node) string {
	if width := 1 + 6*n.Share; width >= 1.05 {
		return fmt.Sprintf(` stroke-width="%.1f"`, width)
	}
	return ""
}

// write writes the text of a node: that of a test on both sides of its line.
func (d *drawing) write(n *Node) {
	x, text := d.columns[n.Steps], d.text(n)
	if n.Kind == Test {
		fmt.Fprintf(&d.out, `<text x="%d" y="%d">%s%s</text><text x="%d" y="%d">%s</text>`,
			x, d.rows[n]-6, escape(text.first), note(text), x, d.rows[n]+14, escape(text.second))
		return
	}
	class := ""
	if text.class != "" {
		class = fmt.Sprintf(` class="%s"`, escape(text.class))
	}
	fmt.Fprintf(&d.out, `<text x="%d" y="%d"%s>%s%s</text>`, x+textGap, d.rows[n]+4, class, escape(text.first), note(text))
}

// note returns the element for the remark of a text.
func note(x nodeText) string {
	if x.note == "" {
		return ""
	}
	return ` <tspan class="note">` + escape(x.note) + `</tspan>`
}

// escape escapes a text for XML.
func escape(text string) string { return html.EscapeString(text) }
