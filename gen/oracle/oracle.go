// Package oracle says what a filter must decide, straight from syscalls.csv and
// as slowly as it likes. Tests hold the programs against it, so it shares no code
// with the generator or the runtime: not the reader, not the architectures.
package oracle

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// The verdicts.
const (
	Allowed = "allowed"
	Denied  = "denied"
	Unknown = "unknown"
	// Foreign is a number of another calling convention: it is killed, whatever the
	// actions of a filter are.
	Foreign = "foreign"
)

// Oracle is the rows of syscalls.csv.
type Oracle struct {
	// Tiers is the names of the profiles, lowest first.
	Tiers []string

	header []string
	rows   [][]string
	// byName is the rows; newest the highest number of each architecture's table.
	byName map[string][]string
	newest map[string]uint32
}

// Read reads the file at path.
func Read(path string) (*Oracle, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	o := &Oracle{header: rows[0], rows: rows[1:], byName: make(map[string][]string), newest: make(map[string]uint32)}
	for _, row := range o.rows {
		o.byName[o.cell(row, "name")] = row
	}
	for goarch := range AuditArch {
		for _, n := range o.Numbers(goarch) {
			// arm's private calls are no part of the table.
			if n < 0xf0000 {
				o.newest[goarch] = max(o.newest[goarch], n)
			}
		}
	}
	for i := 1; ; i++ {
		_, rest, ok := strings.Cut(string(data), fmt.Sprintf("\n# tier %d ", i))
		if !ok {
			return o, nil
		}
		name, _, _ := strings.Cut(rest, ":")
		o.Tiers = append(o.Tiers, name)
	}
}

// cell returns a row's cell in the column with that name.
func (o *Oracle) cell(row []string, column string) string {
	return row[slices.Index(o.header, column)]
}

// find returns the row with that name.
func (o *Oracle) find(name string) []string {
	row, ok := o.byName[name]
	if !ok {
		panic("no row " + name)
	}
	return row
}

// Names returns every name.
func (o *Oracle) Names() []string {
	var names []string
	for _, row := range o.rows {
		names = append(names, o.cell(row, "name"))
	}
	return names
}

// Numbers returns the numbers of goarch by name.
func (o *Oracle) Numbers(goarch string) map[string]uint32 {
	numbers := make(map[string]uint32)
	for _, row := range o.rows {
		if cell := o.numberCell(row, goarch); cell != "" {
			n, err := strconv.ParseUint(cell, 10, 32)
			if err != nil {
				panic(err)
			}
			numbers[o.cell(row, "name")] = uint32(n)
		}
	}
	return numbers
}

// numberCell returns a row's number on goarch. There is no column for ppc: its table is
// that of ppc64 but for a few calls of either.
func (o *Oracle) numberCell(row []string, goarch string) string {
	if goarch != "ppc" {
		return o.cell(row, goarch)
	}
	name := o.cell(row, "name")
	if n, ok := olderOnPPC[name]; ok {
		return n
	}
	if n, err := strconv.Atoi(o.cell(row, "386")); err == nil && n >= 403 && n <= 423 {
		// Since 403 a call has one number everywhere, and these are for 32 bits.
		return strconv.Itoa(n)
	}
	if name == "newfstatat" || name == "semtimedop" {
		return ""
	}
	return o.cell(row, "ppc64")
}

// olderOnPPC is the numbers below 403 that ppc64 lacks.
var olderOnPPC = map[string]string{
	"mmap2": "192", "truncate64": "193", "ftruncate64": "194", "stat64": "195", "lstat64": "196", "fstat64": "197",
	"fcntl64": "204", "sendfile64": "226", "fadvise64_64": "254", "fstatat64": "291",
}

// operations returns what a row enters: itself, or what its cell names.
func (o *Oracle) operations(row []string) []string {
	if cell := o.cell(row, "operation"); cell != "" {
		return strings.Fields(cell)
	}
	return []string{o.cell(row, "name")}
}

// Operations returns what the call with that name enters: the operation that it is or
// is a variant of, or those of a multiplexer.
func (o *Oracle) Operations(name string) []string { return o.operations(o.find(name)) }

// inTier reports whether the profile with that name holds an operation.
func (o *Oracle) inTier(operation, profile string) bool {
	tier := slices.Index(o.Tiers, o.cell(o.find(operation), "profile"))
	return tier >= 0 && tier <= slices.Index(o.Tiers, profile)
}

// Filter is a profile on an architecture with changes, all by name.
type Filter struct {
	GOARCH, Profile string
	Allow, Block    []string
}

// Verdicts returns f's verdict on every call that exists. See [Oracle.Verdict] for
// any other number.
func (o *Oracle) Verdicts(f Filter) map[uint32]string {
	verdicts := make(map[uint32]string)
	for name, n := range o.Numbers(f.GOARCH) {
		verdicts[n] = o.verdict(f, o.find(name))
	}
	return verdicts
}

// verdict decides a row.
func (o *Oracle) verdict(f Filter, row []string) string {
	operations := o.operations(row)
	for _, block := range f.Block {
		for _, operation := range o.operations(o.find(block)) {
			switch {
			case len(o.operations(o.find(block))) > 1:
				// A multiplexer is blocked as itself; what it reaches is not.
				if o.cell(row, "name") == block {
					return Denied
				}
			case slices.Contains(operations, operation):
				return Denied
			}
		}
	}
	for _, allow := range f.Allow {
		if slices.Equal(operations, o.operations(o.find(allow))) {
			return Allowed
		}
	}
	if f.Profile == "allow-all" {
		return Allowed
	}
	for _, operation := range operations {
		if !o.inTier(operation, f.Profile) {
			return Denied
		}
	}
	return Allowed
}

// Verdict returns what f decides on any number, given f's Verdicts.
func (o *Oracle) Verdict(f Filter, verdicts map[uint32]string, n uint32) string {
	if v, ok := verdicts[n]; ok {
		return v
	}
	if foreign(f.GOARCH, n) {
		return Foreign
	}
	if f.Profile == "allow-all" {
		return Allowed
	}
	if n > o.newest[f.GOARCH] && n < 1<<30 || f.GOARCH == "s390x" && n == 0 {
		return Unknown
	}
	return Denied
}

// foreign reports whether the kernel takes a number for a call of another convention.
// x86-64's takes bit 30 for the mark of x32, before 5.4 also x32's own numbers without
// it; -1 is how a tracer skips a call. A mips kernel tells o32, n64 and n32 by the
// thousand.
func foreign(goarch string, n uint32) bool {
	switch goarch {
	case "amd64":
		return n >= 512 && n <= 547 || n >= 1<<30 && n != 1<<32-1
	case "mips", "mipsle":
		return n/1000 == 5 || n/1000 == 6
	case "mips64", "mips64le":
		return n/1000 == 4 || n/1000 == 6
	}
	return false
}

// GOARCHes returns what Go builds programs of linux for, sorted.
func GOARCHes() []string {
	all := slices.Sorted(maps.Keys(AuditArch))
	return slices.DeleteFunc(all, func(goarch string) bool { return goarch == "ppc" })
}

// AuditArch is the AUDIT_ARCH_* of each GOARCH (include/uapi/linux/audit.h), and of ppc,
// whose programs run beside those of ppc64.
var AuditArch = map[string]uint32{
	"386":      0x40000003,
	"amd64":    0xc000003e,
	"arm":      0x40000028,
	"arm64":    0xc00000b7,
	"loong64":  0xc0000102,
	"mips":     0x00000008,
	"mipsle":   0x40000008,
	"mips64":   0x80000008,
	"mips64le": 0xc0000008,
	"ppc":      0x00000014,
	"ppc64":    0x80000015,
	"ppc64le":  0xc0000015,
	"riscv64":  0xc00000f3,
	"s390x":    0x80000016,
}
