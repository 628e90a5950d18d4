package random_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/constant"
	"maps"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
)

func lookup(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.ByGOARCH(goarch))
}

func generator(t *testing.T) *random.Generator {
	t.Helper()
	o, err := oracle.Read("../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	return &random.Generator{Oracle: o, Constants: lookup}
}

// records returns the rows of a policy without the header.
func records(t *testing.T, policy []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(policy))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, policy)
	}
	return rows[1:]
}

// many returns the policies of the seeds 0 to n-1.
func many(g *random.Generator, n int) [][]byte { return manyFrom(g, 0, n) }

// manyFrom returns the policies of n seeds.
func manyFrom(g *random.Generator, first uint64, n int) [][]byte {
	policies := make([][]byte, n)
	var wg sync.WaitGroup
	const workers = 4
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				policies[i] = g.FromSeed(first + uint64(i))
			}
		})
	}
	wg.Wait()
	return policies
}

// TestSeeds checks that a seed always gives one policy, and two seeds different ones.
func TestSeeds(t *testing.T) {
	g := generator(t)
	policies, again := many(g, 30), many(generator(t), 30)
	for i, p := range policies {
		if !bytes.Equal(p, again[i]) {
			t.Errorf("seed %d makes\n%s\nand\n%s", i, p, again[i])
		}
		if i > 0 && bytes.Equal(p, policies[i-1]) {
			t.Errorf("seeds %d and %d make\n%s", i-1, i, p)
		}
	}
}

// TestRows checks the number of rows of policies.
func TestRows(t *testing.T) {
	g, total := generator(t), 0
	for n := 1; n < 20; n++ {
		rules := slices.DeleteFunc(records(t, g.Policy(rand.New(rand.NewPCG(1, uint64(n))), n)), func(cells []string) bool { return cells[0] == "const" })
		count := len(rules)
		if count == 0 || count > n {
			t.Errorf("%d rows, want up to %d", count, n)
		}
		total += count
	}
	if total < 100 {
		t.Errorf("%d rows in all, want most of 190", total)
	}
}

// inWhen and inRow list patterns required in conditions and in rows.
var (
	inWhen = []string{
		`==`, `!=`, `[^<]<[^<=]`, `<=`, `[^>]>[^>=]`, `>=`, `&&`, `\|\|`, `!\(`, `!!`,
		`arg0`, `arg1`, `arg2`, `arg3`, `arg4`, `arg5`, `uint32\(`, `[^u]int32\(`, `\bint\(`, `int32\(uint32\(`,
		`arg\d ?& ?`, `arg\d ?\| ?\w`, `arg\d ?\^ ?`, `arg\d ?&\^ ?`, `arg\d ?<< ?`, `arg\d ?>> ?`,
		`\w ?& ?arg`, `\w ?\| ?arg`, `\w ?\^ ?arg`, `[0-9)] ?(==|<=?) ?\(?arg`,
		`\d ?\+ ?\d`, `\d ?- ?\d`, `\d ?\* ?\d`, `\d ?/ ?\d`, `\d ?% ?\d`, `\d ?<< ?\d`, `\d ?>> ?\d`,
		`\d ?\| ?\d`, `\d ?& ?\d`, `\d ?&\^ ?\d`, `\d ?\^ ?\d`, `== ?-\d`, `\^\(?-`,
		`0x[0-9a-f]`, `0b[01]`, `0o[0-7]`, `\b0[0-7]`, `'.'`, `\d_\d`, `\b[1-9]\d*\b`,
		`\bOWN\b`, `\bOWN_2\b`, `\bOwn_three\b`, `\bTIOCGWINSZ\b`, `\bAT_FDCWD\b`, `\bO_DIRECTORY\b`, `\bRLIM_INFINITY\b`,
		`\bclone_flags\b`, `\bmode\b`, `\btype\b`, `\buid\b`, `\bpid\b`, `\brequest\b`, `\blen\b`, `[^u]pid & `, `cmd >> `, `\b(pid|fd|uid|mode) == -`,
		`0x80000000\b`, `0xffffffff\b`, `0x100000000\b`, `0x8000000000000000\b`, `0xffffffffffffffff\b`,
	}
	inRow = []string{
		`^[\w-]+,[a-z]\w+,,arg`, `^[\w-]+,[a-z]\w+,,$`, `^[\w-]+,\w+/\w+,,$`, `^[\w-]+,386/\w+,.*arg`, `^[\w-]+,s390x/\w+,.*arg`,
		`,-[a-z]\w+,`, `,-\w+/`, `,-socketcall,`, `,-ipc,`, `,\w+/socketcall,.*arg0`, `,socketcall,`, `,sendto,`, `,semop,`, `,stat64,`,
		`,umount,.*arg`, `,fcntl64,.*arg`, `,socketcall,errno:ENOSYS,`,
		`^const,OWN,,.*\d`, `^const,\w+/OWN_2,,`, `^const,.*(OWN|[A-Z]_[A-Z])`, `,@essential,`, `,@unrestricted,`, `,@allow-all,`, `,@x,`, `,violation,`, `,unknown,`, `^worker-2,`,
		`,errno:E[A-Z]+,`, `,errno:4094,`, `,kill,`, `,kill-thread,`, `,trap,`, `,trace:65535,`, `,log,`, `,notify,`,
	}
)

// lacking returns the patterns without a match in the text.
func lacking(patterns []string, text string) []string {
	return slices.DeleteFunc(slices.Clone(patterns), func(pattern string) bool {
		return regexp.MustCompile("(?m)" + pattern).MatchString(text)
	})
}

// TestConstructs checks that random policies use every construct. The rarest occurs once in
// 500 policies. From seed 1250 on all constructs occur soon.
func TestConstructs(t *testing.T) {
	const start, most, step = 1250, 1000, 25
	g, whens, rows := generator(t), inWhen, inRow
	for first := uint64(start); first < start+most && len(whens)+len(rows) > 0; first += step {
		var when, row strings.Builder
		for _, p := range manyFrom(g, first, step) {
			for _, cells := range records(t, p) {
				when.WriteString(cells[3] + "\n")
				row.WriteString(strings.Join(cells[:4], ",") + "\n")
			}
		}
		whens, rows = lacking(whens, when.String()), lacking(rows, row.String())
	}
	for _, pattern := range whens {
		t.Errorf("no condition has %s", pattern)
	}
	for _, pattern := range rows {
		t.Errorf("no row has %s", pattern)
	}
}

// TestDecided checks that the oracle decides all inputs of random policies, with every
// action.
func TestDecided(t *testing.T) {
	g := generator(t)
	seen := make(map[uint32]int)
	for i, text := range many(g, 100) {
		p, err := g.Oracle.Policy(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		p.Constants = lookup
		r := rand.New(rand.NewPCG(2, uint64(i)))
		goarch := arch.All[r.IntN(len(arch.All))].GOARCH
		calls, err := g.Calls(text, goarch)
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			nr, args := calls.Next(r)
			v, err := p.Decide(p.Profiles()[0], goarch, nr, args)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			seen[v&^0xffff]++
		}
	}
	if len(seen) < 8 {
		t.Errorf("only these actions occur: %#x", slices.Collect(func(yield func(uint32) bool) {
			for v := range seen {
				if !yield(v) {
					return
				}
			}
		}))
	}
}

// TestFiles checks that files with include rows hold the rows of the policy, in order, and
// that policies are divided in every way.
func TestFiles(t *testing.T) {
	g := generator(t)
	ways := make(map[string]bool)
	for i, text := range many(g, 60) {
		files := random.Files(rand.New(rand.NewPCG(3, uint64(i))), text)
		var inline func(name string) [][]string
		inline = func(name string) (rows [][]string) {
			for _, cells := range records(t, files[name]) {
				if cells[0] == "include" {
					rows = append(rows, inline(path.Join(path.Dir(name), cells[1]))...)
				} else {
					rows = append(rows, cells)
				}
			}
			return rows
		}
		if got, want := inline(random.First), records(t, text); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("policy %d is divided into\n%s", i, files)
		}
		way := ""
		for _, name := range slices.Sorted(maps.Keys(files)) {
			way += fmt.Sprintf("%s %d, ", name, bytes.Count(files[name], []byte("\ninclude,")))
		}
		ways[way] = true
	}
	for _, way := range []string{
		"policy.csv 0, ", "common/base.csv 0, policy.csv 1, ", "more.csv 0, policy.csv 1, ",
		"common/base.csv 0, more.csv 0, policy.csv 2, ", "common/base.csv 0, more.csv 1, policy.csv 1, ",
	} {
		if !ways[way] {
			t.Errorf("no policy has the files and include rows %q", way)
		}
	}
}
