// Package analyze finds the syscalls that a Go program can make, without running it.
//
// Example: the program
//
//	package main
//
//	import "os"
//
//	func main() { os.Chdir("/") }
//
// built for amd64, makes the syscall chdir among others. Run finds it in these steps:
//
//  1. Package build links the program. The linker keeps os.Chdir and syscall.Chdir, and
//     drops os.Chown.
//  2. Package assembly reads the assembly of all packages. The function
//     internal/runtime/syscall/linux.Syscall6 holds the instruction SYSCALL, and the number
//     in AX is its first parameter.
//  3. Package flow follows this parameter backward through the functions in the program:
//     syscall.RawSyscall6, syscall.Syscall, and syscall.Chdir with the constant 80.
//  4. The functions around the constant give the reason: main.main calls os.Chdir, and this
//     syscall.Chdir.
//
// A number that depends on input, such as syscall.Syscall(uintptr(n), 0, 0, 0), has no such
// constant. It is a [flow.Problem] with its position, and never left out.
//
// Where the arguments of a syscall have only constants too, [Proposals] returns a condition
// such as cmd == TCGETS || cmd == TIOCGWINSZ for ioctl.
//
// The kernel and the vDSO make some syscalls in the program's name. No source holds these:
// see addKernel.
//
// Three properties make the result complete. A function outside the linked file cannot run.
// Without cgo, every syscall instruction is in an assembly file, for the compiler emits
// none. And every value of a number comes from a place that package flow looks at, or the
// place is a problem.
package analyze
