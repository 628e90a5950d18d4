package structure

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxYAML limits the bytes of a file of YAML. Kubernetes stores no larger objects.
const maxYAML = 1 << 20

// YAML reads the documents of a file of YAML. Its error is a [csvfile.Error].
func YAML(file string, data []byte) ([]*Node, error) {
	start := Place{file, 1, 1}
	if len(data) > maxYAML {
		return nil, start.Error(fmt.Sprintf("at most %d", maxYAML), "YAML of %d bytes", len(data))
	}
	tokens := lexer.Tokenize(string(data))
	if err := shallow(file, tokens); err != nil {
		return nil, err
	}
	f, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, broken(start, err)
	}
	var list []*Node
	for _, d := range f.Docs {
		if d.Body == nil {
			continue
		}
		n, err := fromYAML(file, d.Body)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// broken returns the error for broken YAML.
func broken(start Place, err error) error {
	what, place := err.Error(), start
	if syntax := yaml.Error(nil); errors.As(err, &syntax) && syntax.GetToken() != nil {
		what, place = syntax.GetMessage(), at(start.File, syntax.GetToken())
	}
	out := place.Error("", "")
	out.What = what
	return out
}

// at returns the place of a token.
func at(file string, t *token.Token) Place { return Place{file, t.Position.Line, t.Position.Column} }

// shallow returns an error for too many levels. The parser calls itself for each level. A
// level of blocks begins at a column of its own, one of flow collections with a bracket.
func shallow(file string, tokens token.Tokens) error {
	var columns []int
	flow := 0
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingValueType, token.MappingKeyType:
			for len(columns) > 0 && columns[len(columns)-1] >= t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, t.Position.Column)
		}
		if flow+len(columns) > maxTokensDeep {
			return tooDeep(at(file, t))
		}
	}
	return nil
}

// maxTokensDeep limits the levels before parsing. Each has a few tokens at most.
const maxTokensDeep = 4 * maxDepth

// fromYAML returns the tree of a document.
func fromYAML(file string, n ast.Node) (*Node, error) { return converter{file}.node(n, 0) }

// converter makes a tree of a parsed document.
type converter struct{ file string }

// node converts a value at some depth.
func (c converter) node(n ast.Node, depth int) (*Node, error) {
	out := &Node{Place: at(c.file, n.GetToken())}
	if depth > maxDepth {
		return nil, tooDeep(out.Place)
	}
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.BoolNode:
		out.Kind = Bool
	case *ast.IntegerNode:
		out.Kind, out.Text = Number, fmt.Sprint(n.Value)
	case *ast.FloatNode:
		out.Kind, out.Text = Number, n.GetToken().Value
	case *ast.StringNode:
		out.Kind, out.Text = String, n.Value
	case *ast.LiteralNode:
		out.Kind, out.Text = String, n.Value.Value
	case *ast.SequenceNode:
		out.Kind = Array
		for _, item := range n.Values {
			next, err := c.node(item, depth+1)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, next)
		}
	case *ast.MappingNode:
		return out, c.fields(out, n.Values, depth)
	case *ast.MappingValueNode:
		return out, c.fields(out, []*ast.MappingValueNode{n}, depth)
	default:
		return nil, out.Error("write the value itself", "%s of YAML", strings.ToLower(n.Type().String()))
	}
	return out, nil
}

// fields converts the fields of an object.
func (c converter) fields(out *Node, values []*ast.MappingValueNode, depth int) error {
	out.Kind = Object
	seen := make(map[string]Place)
	for _, v := range values {
		key := at(c.file, v.Key.GetToken())
		name, ok := v.Key.(*ast.StringNode)
		if !ok {
			return key.Error("write a name", "%s as a name", strings.ToLower(v.Key.Type().String()))
		}
		value, err := c.node(v.Value, depth+1)
		if err != nil {
			return err
		}
		if err := out.add(Field{key, name.Value, value}, seen); err != nil {
			return err
		}
	}
	if len(out.Fields) > 0 {
		out.Place = out.Fields[0].Place
	}
	return nil
}
