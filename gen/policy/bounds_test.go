package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// lines returns a policy of n rows.
func lines(n int, row func(i int) string) string {
	var b strings.Builder
	b.WriteString("profile,syscall,action,when,why\n")
	for i := range n {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

// TestBounds decides policies over a limit: the error is placed at the responsible row. For the
// errors about work the limit is a tenth of the real one.
func TestBounds(t *testing.T) {
	c := shippedCatalog(t)
	sums := func(i int) string {
		return fmt.Sprintf("(arg%d != %d || arg%d != %d)", i%6, i+1, (i+1)%6, i+7)
	}
	var terms []string
	for i := range 300 {
		terms = append(terms, sums(i))
	}
	long := strings.Repeat("arg0 == 1 || ", 6000) + "arg0 == 2"
	for name, tt := range map[string]struct{ csv, want string }{
		"sums": {
			lines(3, func(i int) string {
				return []string{"p,read,,fd == 1,", "p,write,," + strings.Join(terms, " && ") + ",", "p,close,,fd == 1,"}[i]
			}),
			"policy.csv:3:10: the conditions take too much work, most of it for this one; use fewer conditions on several arguments",
		},
		"include": {
			lines(5000, func(int) string { return "p,@allow-all,,," }),
			"policy.csv:2:3: the policy takes too much work, most of it for this row; include fewer profiles",
		},
		"profiles": {
			lines(300, func(i int) string { return fmt.Sprintf("p%d,read,,,", i) }),
			"policy.csv:258:1: too many profiles; at most 256",
		},
		"condition": {
			lines(1, func(int) string { return "p,read,," + long + "," }),
			fmt.Sprintf("policy.csv:2:9: condition of %d bytes; divide it among several rows: at most 65536 bytes each", len(long)),
		},
		"value": {
			lines(2, func(i int) string {
				return []string{"const,LONG,," + strings.Repeat("1 +", 400) + "1,", "p,kill,,arg0 == LONG,"}[i]
			}),
			"policy.csv:2:13: value of 1201 bytes; at most 1024",
		},
		"constants": {
			lines(1026, func(i int) string {
				return map[bool]string{true: fmt.Sprintf("const,C%d,,1,", i), false: "p,read,,,"}[i < 1025]
			}),
			"policy.csv:1026:7: too many constants; at most 1024",
		},
		"actions": {
			lines(4200, func(i int) string { return fmt.Sprintf("p,amd64/read,trace:%d,fd == %d,", i, i) }),
			"policy.csv:4201:3: the profile has too many actions and conditions on amd64; at most 4096",
		},
	} {
		before := policy.MaxWork()
		if strings.Contains(tt.want, "too much work") {
			policy.SetMaxWork(before / 10)
		}
		out := decide(c, tt.csv, []*arch.Arch{arch.ByGOARCH("amd64")})
		policy.SetMaxWork(before)
		if out.err == nil || !strings.HasPrefix(out.err.Error(), tt.want) || strings.Contains(out.err.Error(), "\n") {
			t.Errorf("%s: %.300v, want %s", name, out.err, tt.want)
		}
	}
}

// TestFileBounds reads policies of too many and of too large files.
func TestFileBounds(t *testing.T) {
	const header = "profile,syscall,action,when,why\n"
	include := func(i int) string { return fmt.Sprintf("include,%d.csv,,,", i) }
	for name, tt := range map[string]struct {
		files map[string]string
		want  string
	}{
		"in a row":  {map[string]string{"policy.csv": lines(300, include)}, "policy.csv:257:9: too many files; at most 256"},
		"in a path": {map[string]string{}, "254.csv:2:9: too many files; at most 256"},
		"size": {
			map[string]string{"policy.csv": lines(3, include), "1.csv": header + "p1,read,,,\n#" + strings.Repeat("x", 16<<20-500)},
			"policy.csv:4:9: the files of the policy are larger than 16 MiB together",
		},
	} {
		for i := range 300 {
			file := fmt.Sprintf("%d.csv", i)
			if name == "in a path" {
				tt.files["policy.csv"] = lines(1, func(int) string { return "include,0.csv,,," })
				tt.files[file] = lines(1, func(int) string { return include(i + 1) })
			} else if tt.files[file] == "" {
				tt.files[file] = lines(1, func(int) string { return fmt.Sprintf("p%d,read,,,%200d", i, i) })
			}
		}
		out := decideFiles(shippedCatalog(t), tt.files, []*arch.Arch{arch.ByGOARCH("amd64")})
		if out.err == nil || !strings.HasPrefix(out.err.Error(), tt.want) {
			t.Errorf("%s: %.300v, want %s", name, out.err, tt.want)
		}
	}
}

// TestManyErrors checks that all errors of many rows are reported, each of bounded length.
func TestManyErrors(t *testing.T) {
	const n = 2000
	name := strings.Repeat("long", 100)
	out := decide(shippedCatalog(t), lines(n, func(i int) string { return fmt.Sprintf("p,%s%d,errno:%[1]s,arg0 == %[1]s%[2]d,", name, i) }), arch.Targets)
	if out.err == nil {
		t.Fatal("no error")
	}
	list := strings.Split(out.err.Error(), "\n")
	if len(list) != 3*n {
		t.Errorf("%d errors, want %d", len(list), 3*n)
	}
	for _, e := range list {
		if len(e) > 200 {
			t.Fatalf("an error of %d bytes: %s", len(e), e)
		}
	}
}
