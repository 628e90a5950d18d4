// Package tables holds the syscalls of Linux and the built-in profiles, for every
// architecture of Go. Both are generated from syscalls.csv as static data: nothing runs
// at init, nothing is allocated, and the linker drops unused profiles and names. Package
// seccomp installs profiles:
//
//	f := seccomp.New(tables.Network())
//	f.Block(tables.SYS_PTRACE)
//	err := f.Install(0)
//
// # For users
//
// The tiers [Essential], [Minimal], [IOHeavy], [Compute], [Network] and [Unrestricted] are
// cumulative: each allows all syscalls of the one before. [AllowAll] is a base for
// deny-lists. [Profiles] and [ProfileByName] serve programs whose users choose. A [Profile]
// reports its own verdicts: [Profile.Allows], [Profile.All], [Profile.Len].
//
// A [Syscall] is a number on this architecture. Every name of any architecture is a
// constant on all of them: SYS_MMAP2 compiles on amd64, and stands there for mmap, its
// operation. (In a rule of a policy the name mmap2 means mmap2 alone.) [Lookup] and
// [Syscall.String] convert names.
//
// A tier allows its own syscalls. Other numbers from 424 on are unknown and fail with
// ENOSYS: libc and Go then fall back, as on kernels before Linux 5.1. On mips the base, 4000
// or 5000, is added. Whether the tables have the name makes no difference, so a later version
// of the tables changes no verdict, except for names in a tier. [AllowAll] allows them all.
// Any other number is a violation and kills the process.
//
// Tiers do not filter arguments: each allows or refuses a multiplexer such as socketcall
// whole. Package seccomp/hardened has the tiers with conditions on arguments, for what
// container runtimes refuse too: prefer its profiles. User lookups of glibc, as in ls -l,
// tar and bash, try a socket to nscd: they need [Network], or an errno as the violation
// action. Every verdict is proved on all architectures and checked in their kernels. Real
// programs are tested on amd64, and elsewhere as far as tables/README.md lists.
//
// On other systems than Linux the package has the same names, and empty profiles.
//
// # For generated code
//
// Command seccompgen turns a policy into a Go package with profiles of the same type. Such
// a package calls [MakeProfile] with a [ProfileData], built from [Program], [Range],
// [Override], [Selector] and [CompatCall], and states its version with [EnforceVersion].
// Package seccomp reads them through [Profile.Overrides], [Profile.Selectors],
// [Profile.Compat] and the Append methods, and sizes its sets by [TableBase],
// [CompatSize] and [HasMultiplexers]. No hand-written code needs any of these, except to
// install a program without package seccomp, by [Profile.AppendTo].
//
// # Compatibility
//
// Within a major version:
//
//   - The names for users stay, with their meaning. A constant SYS_* may change from a
//     pseudo-number to a number, as an architecture gains the syscall.
//   - Generated code either compiles and decides as when it was generated, or does not
//     compile: then [EnforceVersion] is named in the error. The names for generated code
//     change only together with [MaxVersion].
//   - A tier may gain syscalls and lose them. The changelog lists each change. A program
//     with a fixed set of syscalls needs a policy that lists them.
package tables
