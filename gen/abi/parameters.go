package abi

// Kind is the kind of a parameter's values.
type Kind uint8

const (
	// Integer is a number: a descriptor, a size, a command.
	Integer Kind = iota
	// Flags is a set of flags, perhaps beside a number: the flags of open, the type of
	// socket. Comparing it with == misses the sets with a further flag.
	Flags
	// Pointer is an address. The kernel reads memory after the filter ran, and another
	// thread may change it: only a comparison with 0 has a meaning.
	Pointer
)

// Parameter is a parameter of an operation.
type Parameter struct {
	// Name is the kernel's name: clone_flags, cmd, family. It is unique in the operation,
	// and empty for a name that could be taken for a position: the arg2 of prctl is arg1.
	// It may be one of Go's keywords type, func and map.
	Name string
	// Position is N of argN.
	Position int
	Kind     Kind
}

// Argument is where and how an entry point takes a parameter.
type Argument struct {
	// Index is the index into seccomp_data.args.
	Index int
	// Bits is the number of low bits that the kernel uses, 16 to 64.
	Bits   int
	Signed bool
	// Wide is 32 for an ID of 16 bits in a row about its operation, otherwise 0: the kernel
	// widens it, and all bits set stand for -1 (kernel/uid16.c).
	Wide int
}

// Parameters returns the parameters of a syscall, nil if there are none. The positions are
// those of amd64's prototype, or of the most common one without amd64. For a variant they
// are those of its own prototype, and parameters that its operation has as well have the
// operation's name: use [Find] for a row about the operation and [Entry] for a row about
// the variant.
func Parameters(name string) []Parameter {
	s := find(name)
	if s == nil {
		return nil
	}
	var list []Parameter
	for _, e := range s.entry(s.reference.goarch) {
		list = append(list, e.Parameter)
	}
	return list
}

// Find returns how the entry point name on goarch takes the parameter at a position of its
// operation. why is empty, or the reason why a filter cannot check it there. It completes
// a message after the parameter's name: "is behind a pointer". All parameters of a syscall
// without a prototype are unknown.
func Find(name, goarch string, position int) (a Argument, why string) {
	s := find(name)
	switch {
	case s == nil || len(s.prototypes) == 0:
		return Argument{}, unknown
	case position < 0 || position >= len(s.answers[goarch]):
		return Argument{}, missing
	}
	x := s.answers[goarch][position]
	return x.argument, x.why
}

// Taken is a parameter as one entry point takes it.
type Taken struct {
	// Parameter has the index of the argument as its position: argN is argument N.
	Parameter
	Argument
	// Why is empty, or the reason why a filter cannot check the parameter.
	Why string
}

// Entry returns the parameters that the entry point name takes on goarch, in the order of
// the arguments, for a row about this entry point alone: mmap2 or 386/setuid. A parameter
// of 64 bits takes two arguments of a 32-bit machine; these have no names.
func Entry(name, goarch string) []Taken {
	if s := find(name); s != nil {
		return s.entry(goarch)
	}
	return nil
}
