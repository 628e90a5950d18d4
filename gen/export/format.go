package export

import (
	"math"
	"math/bits"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/operator"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/systemd"
)

// Format is a format of documents: the filter of a container, with limits.
type Format struct {
	// title names a document in messages.
	title string
	// lacks is the GOARCH of an architecture without a name in the format, or empty.
	lacks string
	// fixedErrno is set if the errno of the default action is always EPERM.
	fixedErrno bool
	// noTests is set if no rule may test arguments.
	noTests bool
	// knows reports whether systemd knows a syscall. With it numbers without a syscall always
	// fail with ENOSYS, and write is always allowed. It is nil for other formats.
	knows func(name string) bool
	// actions lists the possible actions, without operands. nil stands for all.
	actions []uint32
	// noNotify is set if no rule may notify.
	noNotify bool
	// maxValue is the greatest number in a test.
	maxValue uint64
	// maxRules limits the rules of a syscall, maxBytes the size of a document.
	maxRules, maxBytes int
	// write and read are the two directions.
	write func(name string, f oci.Filter) []byte
	read  func(text []byte, c *catalog.Catalog, arches []*arch.Arch) (*document.Document, error)
}

// OCI is the JSON of the OCI's runtime specification.
var OCI = Format{
	title: "a document", maxValue: math.MaxUint64, maxRules: maxRules, maxBytes: math.MaxInt,
	write: func(_ string, f oci.Filter) []byte { return f.JSON() }, read: readOCI,
}

// Artifact is the layer of an artifact of KEP-6061: the same JSON, within the limits of
// container runtimes. These are 1 MiB by default, and 128 rules for each syscall: the KEP has
// both, and MaxArtifactEntriesPerSyscall in sigs.k8s.io/security-profiles-merger.
var Artifact = Format{
	title: "an artifact", noNotify: true, maxValue: math.MaxUint64, maxRules: 128, maxBytes: 1 << 20,
	write: OCI.write, read: readOCI,
}

// Manifest is a SeccompProfile of the security profiles operator.
var Manifest = Format{
	title: "a manifest", lacks: "loong64", fixedErrno: true, maxValue: math.MaxInt64, maxRules: maxRules, maxBytes: math.MaxInt,
	write: operator.Write, read: readManifest,
}

// DropIn is a drop-in for a unit of systemd.
var DropIn = Format{
	title: "a drop-in", noTests: true, knows: systemd.Knows, actions: systemd.Actions, maxValue: math.MaxUint64, maxRules: maxRules, maxBytes: math.MaxInt,
	write: systemd.Write, read: readDropIn,
}

// exported is the name of a document read back.
const exported = "the exported document"

func readOCI(text []byte, c *catalog.Catalog, _ []*arch.Arch) (*document.Document, error) {
	d, _, err := oci.Read(exported, text, c, oci.Options{})
	return d, err
}

func readManifest(text []byte, c *catalog.Catalog, _ []*arch.Arch) (*document.Document, error) {
	list, _, err := operator.Read([]operator.File{{Name: exported, Data: text}}, c, oci.Options{})
	if err != nil {
		return nil, err
	}
	return list[0].Document, nil
}

func readDropIn(text []byte, c *catalog.Catalog, arches []*arch.Arch) (*document.Document, error) {
	d, _, err := systemd.Read([]systemd.File{{Name: exported, Data: text}}, c, arches)
	return d, err
}

// Names reports whether the format has a name for an architecture.
func (f Format) Names(a *arch.Arch) bool { return a.GOARCH != f.lacks }

// maxSplit limits the bits outside a mask beyond the format's numbers: 64 values for a test.
const maxSplit = 6

// fit returns rules within the format's numbers, with the same arguments together as a rule
// with these tests. ok is false if there are none.
func (f Format) fit(tests []document.Test) (list [][]document.Test, ok bool) {
	list = [][]document.Test{nil}
	for i, t := range tests {
		equal := f.split(t, i == len(tests)-1)
		if equal == nil || len(list)*len(equal) > maxRules {
			return nil, false
		}
		var longer [][]document.Test
		for _, before := range list {
			for _, x := range equal {
				longer = append(longer, append(slices.Clone(before), x))
			}
		}
		list = longer
	}
	return list, true
}

// split returns tests within the format's numbers, for the same values together as t, or nil.
// last reports whether t is the last test of its rule: libseccomp 2.5 needs masks before it.
func (f Format) split(t document.Test, last bool) []document.Test {
	if beyond := f.maxValue + 1; beyond > 0 {
		alone := last && t.Op == document.Masked && t.Mask == beyond
		switch {
		case t.Value == beyond && (t.Op == document.GreaterOrEqual || alone):
			t = document.Test{Arg: t.Arg, Op: document.Greater, Value: f.maxValue}
		case t.Value == beyond && t.Op == document.Less || alone:
			t = document.Test{Arg: t.Arg, Op: document.LessOrEqual, Value: f.maxValue}
		}
	}
	switch {
	case t.Value > f.maxValue:
		return nil
	case t.Op != document.Masked || t.Mask <= f.maxValue:
		return []document.Test{t}
	}
	// Each value of the bits outside the mask is one comparison.
	outside := ^t.Mask
	if bits.OnesCount64(outside) > maxSplit {
		return nil
	}
	var list []document.Test
	for free := uint64(0); ; free = (free - outside) & outside {
		list = append(list, document.Test{Arg: t.Arg, Op: document.Equal, Value: t.Value | free})
		if free == outside {
			return list
		}
	}
}
