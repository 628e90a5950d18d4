// Package flow finds the values of a function's parameter: constants, followed backward
// through the functions of a program.
//
// For example, in
//
//	func chdir(path *byte)  { call(80, path) }
//	func chroot(path *byte) { call(161, path) }
//
//	func call(trap uintptr, path *byte) { raw(trap, path) }
//
// parameter 0 of raw has the values 80, from chdir, and 161, from chroot. If the linker
// dropped chroot, only 80 is left.
//
// A value is followed through parameters to all calls, through variables to all
// assignments, and through results, conversions and operators. A function that is used as a
// value, a variable whose address is taken, a field, an element or a loop may give a number
// unseen. Each is a [Problem].
//
// Packages are loaded from source only as needed: those that can name a function with such
// a parameter. Their imports come from export data. Symbols, the linker's names of
// functions, join them.
package flow
