package oracle

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The verdicts.
const (
	Allowed = "allowed"
	Denied  = "denied"
	Unknown = "unknown"
	// Foreign is a number of another ABI of the architecture, such as x32. It is killed
	// with every violation action.
	Foreign = "foreign"
)

// Oracle holds syscalls.csv and the policy of the hardened profiles.
type Oracle struct {
	// Tiers lists the names of the tiers, lowest first.
	Tiers []string
	// Hardened lists the names of the hardened profiles.
	Hardened []string

	header []string
	rows   [][]string
	byName map[string][]string
	// byOperation holds the operations of each syscall.
	byOperation map[string][]string
	// groups holds the operations of each group.
	groups map[string][]string
	// numbers holds the numbers of each architecture by name, names the reverse.
	numbers map[string]map[string]uint32
	names   map[string]map[uint32]string
	// hardened holds the rules of the hardened profiles.
	hardened []rule
}

// Read reads syscalls.csv at path, and the policy of the hardened profiles in its module.
func Read(path string) (*Oracle, error) {
	o, err := readSyscalls(path)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "seccomp", "hardened", "policy.csv"))
	if err != nil {
		return nil, err
	}
	p, err := o.Policy(data)
	if err != nil {
		return nil, err
	}
	o.hardened, o.Hardened = p.rules, p.Profiles()
	return o, nil
}

// readSyscalls reads the file at path.
func readSyscalls(path string) (*Oracle, error) {
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
	o := &Oracle{
		header: rows[0], rows: rows[1:], byName: make(map[string][]string), byOperation: make(map[string][]string),
		groups: make(map[string][]string), numbers: make(map[string]map[string]uint32), names: make(map[string]map[uint32]string),
	}
	for _, row := range o.rows {
		name := o.cell(row, "name")
		o.byName[name], o.byOperation[name] = row, []string{name}
		if cell := o.cell(row, "operation"); cell != "" {
			o.byOperation[name] = strings.Fields(cell)
		}
		for _, group := range strings.Fields(o.cell(row, "groups")) {
			o.groups[group] = append(o.groups[group], name)
		}
	}
	for goarch := range AuditArch {
		o.readNumbers(goarch)
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

// readNumbers reads the numbers of goarch.
func (o *Oracle) readNumbers(goarch string) {
	o.numbers[goarch], o.names[goarch] = make(map[string]uint32), make(map[uint32]string)
	for _, row := range o.rows {
		cell := o.numberCell(row, goarch)
		if cell == "" {
			continue
		}
		wide, err := strconv.ParseUint(cell, 10, 32)
		if err != nil {
			panic(err)
		}
		name, n := o.cell(row, "name"), uint32(wide)
		o.numbers[goarch][name], o.names[goarch][n] = n, name
	}
}

// cell returns a row's cell in a column.
func (o *Oracle) cell(row []string, column string) string {
	return row[slices.Index(o.header, column)]
}

// find returns the row of name.
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

// Numbers returns the numbers of goarch by name. The caller must not change the map.
func (o *Oracle) Numbers(goarch string) map[string]uint32 { return o.numbers[goarch] }

// numberCell returns a row's number on goarch. ppc has no column: it has the numbers of
// ppc64 except for a few syscalls.
func (o *Oracle) numberCell(row []string, goarch string) string {
	if goarch != "ppc" {
		return o.cell(row, goarch)
	}
	name := o.cell(row, "name")
	if n, ok := olderOnPPC[name]; ok {
		return n
	}
	if n, err := strconv.Atoi(o.cell(row, "386")); err == nil && n >= 403 && n <= 423 {
		// From 403 on all architectures share the numbers. These are for 32 bits only.
		return strconv.Itoa(n)
	}
	if name == "newfstatat" || name == "semtimedop" {
		return ""
	}
	return o.cell(row, "ppc64")
}

// olderOnPPC holds ppc's numbers below 403 without a syscall on ppc64.
var olderOnPPC = map[string]string{
	"mmap2": "192", "truncate64": "193", "ftruncate64": "194", "stat64": "195", "lstat64": "196", "fstat64": "197",
	"fcntl64": "204", "sendfile64": "226", "fadvise64_64": "254", "fstatat64": "291",
}

// operations returns the operations of a row: those in its cell, or itself.
func (o *Oracle) operations(row []string) []string { return o.byOperation[o.cell(row, "name")] }

// Operations returns the operation of a syscall, or the operations of a multiplexer. The
// caller must not change the slice.
func (o *Oracle) Operations(name string) []string { return o.operations(o.find(name)) }

// inTier reports whether a tier allows an operation.
func (o *Oracle) inTier(operation, profile string) bool {
	tier := slices.Index(o.Tiers, o.cell(o.find(operation), "profile"))
	return tier >= 0 && tier <= slices.Index(o.Tiers, profile)
}

// inGroup reports whether an operation is in a group.
func (o *Oracle) inGroup(operation, group string) bool {
	return slices.Contains(o.groups[group], operation)
}

// Groups returns the names of the groups, sorted.
func (o *Oracle) Groups() []string { return slices.Sorted(maps.Keys(o.groups)) }

// Members returns the operations of a group, or none. The caller must not change the slice.
func (o *Oracle) Members(group string) []string { return o.groups[group] }

// Filter is a built-in profile on an architecture, with the names given to Allow and
// Block.
type Filter struct {
	GOARCH, Profile string
	Allow, Block    []string
}

// Verdicts returns f's verdicts on the numbers of syscalls.csv. See [Oracle.Verdict] for
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
				// Blocking a multiplexer leaves its operations.
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
			return outside(f.GOARCH, o.numbers[f.GOARCH][o.cell(row, "name")])
		}
	}
	return Allowed
}

// Verdict returns f's verdict on any number, given f's Verdicts.
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
	return outside(f.GOARCH, n)
}

// outside returns the verdict of a tier on a number that it does not allow, and that is not
// foreign: unknown from pidfd_send_signal on, the first syscall with one number for all
// architectures. s390x shows 0 for newer numbers.
func outside(goarch string, n uint32) string {
	if newer(goarch, n) || goarch == "s390x" && n == 0 {
		return Unknown
	}
	return Denied
}

// newer reports whether n is the number of pidfd_send_signal or a later one. Bit 30 marks
// x32.
func newer(goarch string, n uint32) bool {
	first := map[string]uint32{"mips": 4424, "mipsle": 4424, "mips64": 5424, "mips64le": 5424}[goarch]
	return n >= cmp.Or(first, 424) && n < 1<<30
}

// foreign reports whether the kernel reads a number as one of another ABI. On x86-64
// bit 30 marks x32, and before 5.4 x32's own numbers work without it; a tracer uses -1
// to skip a syscall. On mips the thousands distinguish o32, n64 and n32.
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

// GOARCHes returns the architectures of Go on linux, sorted.
func GOARCHes() []string {
	all := slices.Sorted(maps.Keys(AuditArch))
	return slices.DeleteFunc(all, func(goarch string) bool { return goarch == "ppc" })
}

// AuditArch holds the AUDIT_ARCH_* of each GOARCH (include/uapi/linux/audit.h), and of
// ppc, the companion ABI of ppc64.
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
