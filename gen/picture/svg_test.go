package picture_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/picture"
)

// element is an element of a drawing.
type element struct {
	name string
	attr map[string]string
	text string
	// before holds the IDs of the elements around it.
	before []string
}

// elements reads a drawing, which must be well-formed XML.
func elements(t *testing.T, svg []byte) []element {
	t.Helper()
	var out []element
	var open []int
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attr: make(map[string]string)}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			for _, i := range open {
				e.before = append(e.before, out[i].attr["id"])
			}
			open = append(open, len(out))
			out = append(out, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, i := range open {
				out[i].text += string(token)
			}
		}
	}
}

// style is the form of the drawings of these tests.
var style = picture.Style{Title: "the tree of <b>", Description: "tests & returns", Prefix: `a"<-`,
	Verdict: func(n *picture.Node) (class, text string) { return "x", listing.Action(n.Value) + " <i>" }}

// TestEscape expects all texts of a style as text.
func TestEscape(t *testing.T) {
	_, trees := builtIn(t, "essential", "amd64")
	for _, e := range elements(t, trees[0].SVG(style)) {
		switch e.name {
		case "svg", "title", "desc", "g", "path", "text", "tspan":
		default:
			t.Errorf("element %s", e.name)
		}
		if e.name == "title" && e.text != style.Title || e.name == "desc" && e.text != style.Description {
			t.Errorf("%s is %q", e.name, e.text)
		}
	}
}

// TestElements expects an element per node, within those of the tests on its path.
func TestElements(t *testing.T) {
	_, trees := builtIn(t, "hardened-network", "amd64")
	tree, byID := trees[0], make(map[string]element)
	for _, e := range elements(t, tree.SVG(style)) {
		if id, ok := strings.CutPrefix(e.attr["id"], style.Prefix); ok && e.name == "g" {
			byID[id] = e
		}
	}
	if len(byID) != tree.Nodes {
		t.Errorf("%d elements with an ID for %d nodes", len(byID), tree.Nodes)
	}
	visit(tree.Root, func(n *picture.Node) {
		if n.Kind != picture.Test {
			return
		}
		for _, next := range []*picture.Node{n.Yes, n.No} {
			if before := byID[next.ID].before; len(before) == 0 || before[len(before)-1] != style.Prefix+n.ID {
				t.Errorf("node %s lies in %q, want %s", next.ID, before, n.ID)
			}
		}
	})
}

// TestTextsApart expects no text over another one. A line of text is 12 units high.
func TestTextsApart(t *testing.T) {
	_, trees := builtIn(t, "hardened-network", "amd64", "mips64")
	for _, tree := range trees {
		type box struct{ x, y, right int }
		var boxes []box
		for _, e := range elements(t, tree.SVG(style)) {
			if e.name != "text" {
				continue
			}
			b := box{}
			if _, err := fmt.Sscan(e.attr["x"]+" "+e.attr["y"], &b.x, &b.y); err != nil {
				t.Fatal(err)
			}
			b.right = b.x + 5*len([]rune(e.text))
			for _, o := range boxes {
				if b.x < o.right && o.x < b.right && b.y < o.y+12 && o.y < b.y+12 {
					t.Errorf("%q at %d, %d lies over the text at %d, %d", e.text, b.x, b.y, o.x, o.y)
				}
			}
			boxes = append(boxes, b)
		}
	}
}
