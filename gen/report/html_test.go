package report_test

import (
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
)

// element is an element of a page.
type element struct {
	name     string
	attr     map[string]string
	children []*element
	// text holds the text of an element without a name.
	text string
}

// scriptElement matches the script of a page. It is no XML.
var scriptElement = regexp.MustCompile(`(?s)<script>.*?</script>`)

// parse returns the root of a page. All but its script is XML.
func parse(t *testing.T, page string) *element {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader(scriptElement.ReplaceAllString(page, "")))
	root := &element{}
	open := []*element{root}
	for {
		token, err := in.Token()
		if err == io.EOF {
			return root
		}
		if err != nil {
			t.Fatal(err)
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attr: make(map[string]string)}
			for _, a := range token.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.children = append(last.children, &element{text: string(token)})
		}
	}
}

// all returns the elements of a name in e, without those inside of them.
func (e *element) all(name string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.name == name {
			out = append(out, c)
		} else {
			out = append(out, c.all(name)...)
		}
	}
	return out
}

// byID returns the element with an ID, or nil.
func (e *element) byID(id string) *element {
	if e.attr["id"] == id {
		return e
	}
	for _, c := range e.children {
		if found := c.byID(id); found != nil {
			return found
		}
	}
	return nil
}

// String returns the text of e.
func (e *element) String() string {
	out := e.text
	for _, c := range e.children {
		out += c.String()
	}
	return out
}

// list divides a text at commas.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ", ")
}
