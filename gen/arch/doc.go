// Package arch describes the architectures of Go on Linux as data: audit value, numbers,
// width, byte order, companion ABI.
//
// Outside this package the generator branches on these fields, not on names. Data by name
// exists in gen/abi, gen/catalog, gen/xsys and, independently, in gen/oracle.
//
// # Adding an architecture
//
// Change these files in this order. In brackets: the tests for a forgotten file.
//
//  1. gen/arch/arch.go: a variable with the facts from the kernel's source, and its place
//     in [All], in alphabetical order. Target is set if Go builds for it. A companion ABI
//     is the Companion of its 64-bit architecture.
//     [TestAll, TestPair; TestErrnoOfArch of gen/constants for ENOSYS]
//  2. syscalls.csv: for a target, a column in alphabetical order, with its GOARCH in the
//     header and empty cells. Then "make update" copies the numbers from
//     golang.org/x/sys/unix, and the constants into gen/constants/unix.csv.
//     [the tests of gen/catalog; TestShippedIsUpToDate, TestConstantsAreUpToDate of gen/xsys]
//  3. gen/xsys/xsys.go: in notSyscalls the SYS_ constants other than syscalls, in private
//     the syscalls missing in x/sys/unix. [TestNumbers, TestShippedIsUpToDate]
//  4. gen/catalog/derived.go: the numbers of a companion ABI without a column.
//     [TestPPC of gen/xsys; give it the new ABI]
//  5. gen/abi/exceptions.go and selectors.go: arguments in other registers, in halves or in
//     memory, and the selectors of multiplexers. Read the kernel's entry functions, and
//     list the results in arguments_test.go. [TestAllKnown for an exception without a
//     result. No test finds a missed exception.]
//  6. gen/oracle: AuditArch and foreign in oracle.go, enosys in action.go, width in
//     number.go. Write them from the kernel's source again: the oracle shares no data with
//     the generator. [TestOracle of gen/compile, TestArchitectures of gen/tablesource]
//  7. "make generate" writes package tables. [TestPackages of gen/seccompgen]
//  8. seccomp/internal/lab/boot: in machines.go a machine for a target, in packages its
//     emulator. For a companion ABI, companions in ../expect/companion.go. For numbers or
//     conventions of its own, numbers.go and facts.go there.
//     [TestMachines, TestCompanions, TestCheckEveryArchitecture]
//  9. Makefile: EMULATED, for the library's tests under user-mode qemu. [no test]
//  10. .github/CHANGELOG.md: an entry. [no test]
//
// At the end, "make check" runs all tests. "make test-kernels" compares every verdict with
// the real kernel.
package arch
