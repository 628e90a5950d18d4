package structure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// JSON reads a file of JSON. Its error is a [csvfile.Error].
func JSON(file string, data []byte) (*Node, error) {
	r := &reader{decoder: json.NewDecoder(bytes.NewReader(data)), data: data, at: Place{file, 1, 1}}
	r.decoder.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.skip()
	if r.offset < len(data) {
		return nil, r.at.Error("a file holds one value", "text after the value")
	}
	return n, nil
}

// reader reads values of JSON.
type reader struct {
	decoder *json.Decoder
	data    []byte
	// at is the place of offset.
	at     Place
	offset int
}

// skip moves to the next token.
func (r *reader) skip() {
	rest := r.data[r.offset:]
	r.move(r.offset + len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:")))
}

// move moves forward to an offset.
func (r *reader) move(offset int) {
	passed := r.data[r.offset:offset]
	r.at.Line += bytes.Count(passed, []byte("\n"))
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		r.at.Col = len(passed) - i
	} else {
		r.at.Col += len(passed)
	}
	r.offset = offset
}

// token returns the next token and its place.
func (r *reader) token() (json.Token, Place, error) {
	r.skip()
	at := r.at
	t, err := r.decoder.Token()
	if err != nil {
		return nil, at, r.problem(err)
	}
	r.move(int(r.decoder.InputOffset()))
	return t, at, nil
}

// problem returns the error for broken JSON.
func (r *reader) problem(err error) error {
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		if at := int(syntax.Offset) - 1; at > r.offset && at <= len(r.data) {
			r.move(at)
		}
		out := r.at.Error("", "")
		out.What = syntax.Error()
		return out
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.move(len(r.data))
		return r.at.Error("", "the file ends within a value")
	}
	return r.at.Error("", "%s", err.Error())
}

// value reads a value at some depth.
func (r *reader) value(depth int) (*Node, error) {
	t, at, err := r.token()
	if err != nil {
		return nil, err
	}
	n := &Node{Place: at}
	switch t := t.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, tooDeep(at)
		}
		if t == '{' {
			return n, r.object(n, depth+1)
		}
		return n, r.array(n, depth+1)
	case string:
		n.Kind, n.Text = String, t
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case bool:
		n.Kind = Bool
	}
	return n, nil
}

// object reads the fields of an object.
func (r *reader) object(n *Node, depth int) error {
	n.Kind = Object
	seen := make(map[string]Place)
	for r.decoder.More() {
		name, at, err := r.token()
		if err != nil {
			return err
		}
		value, err := r.value(depth)
		if err != nil {
			return err
		}
		// The decoder accepts strings alone as names.
		if err := n.add(Field{at, name.(string), value}, seen); err != nil {
			return err
		}
	}
	_, _, err := r.token()
	return err
}

// array reads the items of an array.
func (r *reader) array(n *Node, depth int) error {
	n.Kind = Array
	for r.decoder.More() {
		item, err := r.value(depth)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, _, err := r.token()
	return err
}
