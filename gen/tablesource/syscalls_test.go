package tablesource_test

import (
	"cmp"
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

// constant returns the constant of a syscall.
func constant(name string) string { return "SYS_" + strings.ToUpper(name) }

// pseudo returns the pseudo-numbers of syscalls: 1<<31, the index of the first
// architecture with the syscall, and its number there.
func pseudo(o *oracle.Oracle) map[string]uint32 {
	out := make(map[string]uint32)
	for i, goarch := range oracle.GOARCHes() {
		for name, n := range o.Numbers(goarch) {
			if _, ok := out[name]; !ok {
				out[name] = 1<<31 | uint32(i)<<20 | n
			}
		}
	}
	return out
}

// constants returns the value wanted for each constant on goarch.
func constants(o *oracle.Oracle, goarch string) map[string]uint32 {
	out := map[string]uint32{"AuditArch": oracle.AuditArch[goarch], "TableBase": 0, "TableSize": 1024, "TableGap": 0, "TableGapSize": 0, "PrivateBase": 0, "CompatSize": 0}
	switch goarch {
	case "mips", "mipsle":
		out["TableBase"], out["TableSize"] = 4000, 1000
	case "mips64", "mips64le":
		out["TableBase"], out["TableSize"] = 5000, 1000
	case "amd64":
		// These are x32's.
		out["TableGap"], out["TableGapSize"] = 512, 36
	case "arm":
		out["PrivateBase"] = 0xf0000
	}
	switch goarch {
	case "amd64", "arm64", "mips64", "mips64le", "ppc64":
		out["CompatSize"] = 1024
	}
	for name, n := range pseudo(o) {
		out[constant(name)] = n
	}
	for name, n := range o.Numbers(goarch) {
		out[constant(name)] = n
	}
	return out
}

func TestConstants(t *testing.T) {
	o := readOracle(t)
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		want := constants(o, tables.GOARCH)
		for name, n := range want {
			if got, ok := tables.Constants[name]; !ok || got != n {
				t.Errorf("%s is %#x (%v), want %#x", name, got, ok, n)
			}
		}
		for name, n := range tables.Constants {
			if _, ok := want[name]; !ok {
				t.Errorf("%s is %#x, but is not in the CSV", name, n)
			}
		}
	})
}

// TestNames checks that znames.go has all names in alphabetical order, and that byNumber
// orders them by number on each architecture.
func TestNames(t *testing.T) {
	names, err := tablesource.ReadNames(folder)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(slices.Values(readOracle(t).Names()))
	if len(names.Ends) != len(want)+1 || len(names.Constants) != len(want) {
		t.Fatalf("%d ends and %d constants, want those of %d names", len(names.Ends), len(names.Constants), len(want))
	}
	for i, name := range want {
		if got := names.Text[names.Ends[i]:names.Ends[i+1]]; got != name || names.Constants[i] != constant(name) {
			t.Errorf("name %d is %s with %s, want %s", i, got, names.Constants[i], name)
		}
	}
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		number := func(place uint32) uint32 { return tables.Constants[names.Constants[place]] }
		if len(tables.ByNumber) != len(want) {
			t.Fatalf("byNumber has %d places, want %d", len(tables.ByNumber), len(want))
		}
		for i, place := range tables.ByNumber[1:] {
			if number(tables.ByNumber[i]) >= number(place) {
				t.Errorf("%s is not before %s", want[tables.ByNumber[i]], want[place])
			}
		}
	})
}

// TestAbsent checks that absent holds the pseudo-numbers of missing syscalls.
func TestAbsent(t *testing.T) {
	o := readOracle(t)
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		var want []interval.Interval
		for name, n := range pseudo(o) {
			if _, exists := o.Numbers(tables.GOARCH)[name]; !exists {
				want = append(want, interval.Interval{First: n, Last: n})
			}
		}
		if want = interval.Union(want); !slices.Equal(tables.Absent, want) {
			t.Errorf("absent is %v, want %v", tables.Absent, want)
		}
	})
}

// TestKnown checks that known holds the existing numbers, with gaps between intervals.
func TestKnown(t *testing.T) {
	o := readOracle(t)
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		var want []interval.Interval
		for _, n := range slices.Sorted(maps.Values(o.Numbers(tables.GOARCH))) {
			if last := len(want) - 1; last >= 0 && want[last].Last+1 == n {
				want[last].Last = n
			} else {
				want = append(want, interval.Interval{First: n, Last: n})
			}
		}
		if !slices.Equal(tables.Known, want) {
			t.Errorf("known is %v, want %v", tables.Known, want)
		}
	})
}

// operations reads the operations of each syscall from the CSV: those of its row, or
// itself.
func operations(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open(facts)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := slices.Index(rows[0], "operation")
	out := make(map[string][]string)
	for _, row := range rows[1:] {
		out[row[0]] = []string{row[0]}
		if row[column] != "" {
			out[row[0]] = strings.Fields(row[column])
		}
	}
	return out
}

// TestRelations checks that variants has all existing variants of each syscall's
// operation, and multiplexers all existing multiplexers of it.
func TestRelations(t *testing.T) {
	o, enters := readOracle(t), operations(t)
	byCall := func(a, b tablesource.Relation) int {
		return cmp.Or(cmp.Compare(a.Call, b.Call), cmp.Compare(a.Number, b.Number))
	}
	count := 0
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		var variants, multiplexers []tablesource.Relation
		for other, n := range o.Numbers(tables.GOARCH) {
			for call := range enters {
				rel := tablesource.Relation{Call: tables.Constants[constant(call)], Number: n}
				switch {
				case call == other || len(enters[call]) > 1:
				case len(enters[other]) > 1 && slices.Contains(enters[other], enters[call][0]):
					multiplexers = append(multiplexers, rel)
				case slices.Equal(enters[call], enters[other]):
					variants = append(variants, rel)
				}
			}
		}
		slices.SortFunc(variants, byCall)
		slices.SortFunc(multiplexers, byCall)
		if !slices.Equal(tables.Variants, variants) {
			t.Errorf("variants is %v, want %v", tables.Variants, variants)
		}
		if !slices.Equal(tables.Multiplexers, multiplexers) {
			t.Errorf("multiplexers is %v, want %v", tables.Multiplexers, multiplexers)
		}
		count += len(variants) + len(multiplexers)
	})
	if count < 1000 {
		t.Errorf("%d relations on all architectures, want over 1000", count)
	}
}
