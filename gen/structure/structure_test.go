package structure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// text returns a tree with the places of its values.
func text(n *structure.Node) string {
	at := fmt.Sprintf("@%d:%d", n.Line, n.Col)
	var parts []string
	switch n.Kind {
	case structure.Array:
		for _, item := range n.Items {
			parts = append(parts, text(item))
		}
		return "[" + strings.Join(parts, " ") + "]" + at
	case structure.Object:
		for _, f := range n.Fields {
			parts = append(parts, fmt.Sprintf("%s@%d:%d=%s", f.Name, f.Line, f.Col, text(f.Value)))
		}
		return "{" + strings.Join(parts, " ") + "}" + at
	case structure.String:
		return fmt.Sprintf("%q%s", n.Text, at)
	case structure.Number:
		return n.Text + at
	}
	return n.Kind.String() + at
}

// TestRead reads JSON and YAML, and lists the errors of both.
func TestRead(t *testing.T) {
	json := func(data string) (string, error) {
		n, err := structure.JSON("f", []byte(data))
		if err != nil {
			return "", err
		}
		return text(n), nil
	}
	yaml := func(data string) (string, error) {
		list, err := structure.YAML("f", []byte(data))
		var parts []string
		for _, n := range list {
			parts = append(parts, text(n))
		}
		return strings.Join(parts, " "), err
	}
	for _, x := range []struct {
		read       func(string) (string, error)
		data, want string
	}{
		{json, " {\"a\": [1, true,\n null], \"\\u00e9\" :\"x\\n\"}", `{a@1:3=[1@1:9 a boolean@1:12 null@2:2]@1:8 é@2:9="x\n"@2:19}@1:2`},
		{json, `{"a":1,"a":2}`, `f:1:8: duplicate field "a"; first on line 1`},
		{json, `{"a" 1}`, "f:1:6: invalid character '1' after object key"},
		{json, `[1,]`, "f:1:4: invalid character ']' looking for beginning of value"},
		{json, "[\n\"a\x01\"]", "f:2:1: invalid character '\\x01' in string literal"},
		{json, `{1:2}`, "f:1:2: invalid character '1'"},
		{json, `[1`, "f:1:3: the file ends within a value"},
		{json, `1 2`, "f:1:3: text after the value; a file holds one value"},
		{json, strings.Repeat(`{"a":`, 100), "f:1:321: too many levels of objects and arrays; at most 64"},
		{yaml, "a:\n  - 0x10\n  - -1\n  - \"1\"\nb: |\n  x\n--- 3\n", `{a@1:1=[16@2:5 -1@3:5 "1"@4:5]@2:3 b@5:1="x\n"@5:4}@1:1 3@7:5`},
		{yaml, "a: {b: ~, c: 1.5}\nd: true", "{a@1:1={b@1:5=null@1:8 c@1:11=1.5@1:14}@1:5 d@2:1=a boolean@2:4}@1:1"},
		{yaml, "", ""},
		{yaml, "a: 1\na: 2", `f:2:1: mapping key "a" already defined at [1:1]`},
		{yaml, "a: &x 1\nb: *x", "f:1:4: anchor of YAML; write the value itself"},
		{yaml, "a: *x", "f:1:4: alias of YAML; write the value itself"},
		{yaml, "a: !!str 1", "f:1:4: tag of YAML; write the value itself"},
		{yaml, "1: a", "f:1:1: integer as a name; write a name"},
		{yaml, "a: [1,\n b", "f:1:4: sequence end token ']' not found"},
		{yaml, "a: b: c", "f:1:4: mapping value is not allowed in this context"},
		{yaml, strings.Repeat("[", 100) + strings.Repeat("]", 100), "f:1:66: too many levels of objects and arrays; at most 64"},
		{yaml, strings.Repeat("[", 10000), "f:1:257: too many levels of objects and arrays; at most 64"},
		{yaml, strings.Repeat("- ", 10000), "f:1:513: too many levels of objects and arrays; at most 64"},
		{yaml, strings.Repeat("a: 1\n", 1<<18), "f:1:1: YAML of 1310720 bytes; at most 1048576"},
	} {
		got, err := x.read(x.data)
		if err != nil {
			got = err.Error()
		}
		if got != x.want && !(err != nil && x.want != "" && strings.HasPrefix(got, x.want)) {
			t.Errorf("%.100q: %s\nwant %s", x.data, got, x.want)
		}
	}
}

// FuzzRead reads arbitrary files: they end in a tree or an error with a place.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"b",null]}`, "a:\n- b: c\n  d: |\n   e\n", "{a: [b, *c]}", "\xff", "[[[["} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := structure.JSON("f", data); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Error(err)
		}
		if _, err := structure.YAML("f", data); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Error(err)
		}
	})
}
