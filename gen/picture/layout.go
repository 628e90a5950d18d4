package picture

import "unicode"

// Sizes of the drawing, in units of the viewBox.
const (
	// rowHeight is the distance of two ends of branches.
	rowHeight = 20
	// topMargin has the numbers of executed instructions.
	topMargin = 28
	// narrowRune and wideRune are the widths of an average small and capital letter.
	narrowRune, wideRune = 7, 8.8
	// answerWidth has the answer to the test before, yes or no.
	answerWidth = 24
	// textGap is the distance of a text from its node.
	textGap = 5
)

// layout holds the places of nodes.
type layout struct {
	// columns holds the left end of the nodes after each number of executed instructions.
	columns []int
	// rows holds the vertical place of each node.
	rows          map[*Node]int
	width, height int
	// widths holds the width of the texts in each column.
	widths []int
	text   func(*Node) nodeText
	ends   int
}

// newLayout places the nodes of a tree: an end of a branch in a row of its own, and a test in
// the middle of its branches.
func newLayout(root *Node, text func(*Node) nodeText) *layout {
	l := &layout{rows: make(map[*Node]int), text: text}
	l.place(root)
	x := textGap
	for _, w := range l.widths {
		l.columns = append(l.columns, x)
		x += w
	}
	l.height = topMargin + l.ends*rowHeight
	l.measure(root)
	return l
}

// place sets the row of n and all nodes after it, and the widths of their columns.
func (l *layout) place(n *Node) int {
	for len(l.widths) <= n.Steps {
		l.widths = append(l.widths, 0)
	}
	if n.Kind != Test {
		l.rows[n] = topMargin + l.ends*rowHeight + rowHeight/2
		l.ends++
		return l.rows[n]
	}
	l.widths[n.Steps] = max(l.widths[n.Steps], l.text(n).width()+2*textGap+answerWidth)
	sum := 0
	for _, next := range n.branches() {
		sum += l.place(next)
	}
	l.rows[n] = sum / 2
	return l.rows[n]
}

// measure sets the width of the drawing.
func (l *layout) measure(n *Node) {
	if n.Kind != Test {
		l.width = max(l.width, l.columns[n.Steps]+textGap+l.text(n).width()+textGap)
		return
	}
	for _, next := range n.branches() {
		l.measure(next)
	}
}

// branches returns the branches of a test from the upper to the lower. That of smaller
// numbers is the upper one, and the other tests have yes there.
func (n *Node) branches() [2]*Node {
	if n.ordered {
		return [2]*Node{n.No, n.Yes}
	}
	return [2]*Node{n.Yes, n.No}
}

// widthOf returns the width of a text.
func widthOf(text string) int {
	width := 0.0
	for _, r := range text {
		if unicode.IsUpper(r) {
			width += wideRune
		} else {
			width += narrowRune
		}
	}
	return int(width)
}
