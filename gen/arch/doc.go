// Package arch describes, as data, the architectures that Go runs Linux on: what a filter
// and its generator must know of each. An [Arch] is passed by pointer. No other package
// but abi distinguishes architectures by name.
//
// For example, amd64 shows filters the audit value 0xc000003e. Its table begins at 0, its
// arguments have 64 bits. The numbers 512 to 547 and those with bit 30 belong to x32, a
// foreign calling convention that every profile kills. The companion ABI of its kernel is
// 386: socket is number 41 of amd64 and, for a program of 386, number 359 or selector 1
// of the multiplexer 102.
//
// # Adding an architecture
//
// A Target is a GOARCH that Go builds for. An architecture that is not a Target is the
// companion ABI of one, as ppc is of ppc64. Do these steps in order; each line ends with
// the tests that fail as long as the step is missing.
//
//  1. gen/arch/arch.go: a variable with the fields of [Arch], and its place in [All]:
//     alphabetical among the targets, last for a companion ABI. Take the values from the
//     kernel's source. make types, as the list of the go command has a new GOARCH that the
//     module does not build for; TestAll and TestPair of this package.
//  2. syscalls.csv and gen/constants/unix.csv: a column of empty cells at the place of the
//     architecture. A companion ABI has no column in syscalls.csv; its differences stand in
//     gen/catalog/derived.go. TestSorted of gen/catalog, TestShipped of gen/constants.
//  3. go run ./gen/seccompgen update: fills both columns from golang.org/x/sys/unix, and
//     adds a row for each new syscall. gen/xsys/xsys.go lists the SYS_ constants that are
//     not syscalls, and the syscalls without a constant. TestShippedIsUpToDate and
//     TestConstantsAreUpToDate of gen/xsys, TestErrnoOfArch of gen/constants.
//  4. syscalls.csv: a tier and a reason for each new row, or the operation of a variant.
//     TestVersionsReviewed of gen/abi.
//  5. gen/kernelsource/tables.go: the architecture's folder, syscall table and options.
//     go run ./gen/seccompgen update -kernel DIR then fills gen/abi/prototypes.csv. Review
//     every list of architectures in gen/abi/differences.csv, byhand.csv and places.go, and
//     look at the changes of gen/abi/testdata. TestSources of gen/kernelsource,
//     TestPrototypesComplete and TestPlaces of gen/abi, make check-prototypes.
//  6. gen/oracle/oracle.go and action.go: the audit value, foreign numbers, ENOSYS. The
//     oracle shares nothing with this package, so take them from the kernel's source
//     again. TestArchitectures of gen/tablesource, TestOracle of gen/compile.
//  7. go generate ./...: the tables, the profiles and the README's table. TestShipped of
//     gen/emit.
//  8. gen/tablesource/syscalls_test.go: the bounds of the table. TestConstants there.
//  9. seccomp/internal/kernel/compat.go: the companion ABI. numbers.go and facts.go there
//     have the numbers of other conventions. TestSecond and TestCheckEveryArchitecture.
//  10. seccomp/internal/testkernels/machines.go: the machine and the kernel to boot.
//     TestMachines there.
//  11. Makefile: its user-mode emulator in EMULATED. TestEmulated of this package.
//  12. The tests of gen/catalog, gen/constants, gen/xsys and gen/seccompgen with literal lists of architectures fail until they have the new one.
//
// seccomp/exec_linux.go alone of package seccomp distinguishes architectures: by the
// layout of their struct sigaction.
package arch
