package tables

// The versions of generated code that this package serves. MaxVersion rises with every
// change of [ProfileData] or of a type in it, MinVersion with a change that breaks older
// generated code.
const (
	MinVersion = 1
	MaxVersion = 2
)

// EnforceVersion is the type of two constants in each generated package:
//
//	const (
//		_ = tables.EnforceVersion(2 - tables.MinVersion)
//		_ = tables.EnforceVersion(tables.MaxVersion - 2)
//	)
//
// Neither fits an unsigned type if it is negative. If the first does not compile, the
// generated code is too old: run go generate. If the second does not, package tables is
// too old: upgrade the module.
type EnforceVersion uint
