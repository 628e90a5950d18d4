// Command unknown makes syscalls with numbers that depend on its input. Analyze must report
// each marked place.
package main

import (
	"os"
	"plugin"
	"reflect"
	"strconv"
	"syscall"
	"unsafe"
)

func main() {
	computed()
	loops()
	values()
	fields(&config{})
	containers(os.Args[0])
	interfaces(thing{})
	variables()
	channels(make(chan uintptr, 1))
	absent()
	assembly()
	plugins()
}

func plugins() {
	_, err := plugin.Open(os.Args[0]) // error: plugin.Open loads code with unknown syscalls
	println(err.Error())
	opens := []func(string) (*plugin.Plugin, error){plugin.Open} // error: plugin.Open loads code with unknown syscalls
	opens[len(os.Args)-1](os.Args[0])
}

func computed() {
	n, _ := strconv.Atoi(os.Args[0])
	syscall.Syscall(uintptr(n), 0, 0, 0)               // error: the number is a result of Atoi
	syscall.Syscall(uintptr(len(os.Args)+39), 0, 0, 0) // error: the number comes from a call
	syscall.Syscall(uintptr(39)/uintptr(n), 0, 0, 0)   // error: the number is computed with /
	m := os.Getpid()
	syscall.Syscall(*(*uintptr)(unsafe.Pointer(&m)), 0, 0, 0) // error: the number
}

func loops() {
	for i := uintptr(0); i < 3; i++ {
		syscall.Syscall(i+500, 0, 0, 0) // error: the number is computed in a loop
	}
}

func apply(f func(trap, a1, a2, a3 uintptr) (uintptr, uintptr, syscall.Errno)) { f(39, 0, 0, 0) }

func values() {
	apply(syscall.Syscall)                        // error: Syscall is used as a value
	reflect.ValueOf(syscall.RawSyscall).Call(nil) // error: RawSyscall is used as a value
}

type config struct{ Nr uintptr }

func fields(c *config) {
	syscall.Syscall(c.Nr, 0, 0, 0) // error: a field of a struct
}

func containers(key string) {
	numbers := map[string]uintptr{"getpid": syscall.SYS_GETPID}
	syscall.Syscall(numbers[key], 0, 0, 0) // error: a map
	list := []uintptr{syscall.SYS_GETPID}
	syscall.Syscall(list[len(key)], 0, 0, 0) // error: an element
	var anything any = uintptr(39)
	syscall.Syscall(anything.(uintptr), 0, 0, 0) // error: an interface
}

type maker interface{ make(nr uintptr) }

type thing struct{}

func (thing) make(nr uintptr) { syscall.Syscall(nr, 0, 0, 0) } // error: method make

func (thing) raw(nr uintptr) { syscall.Syscall(nr, 0, 0, 0) } // error: method raw

func interfaces(m maker) {
	m.make(39)
	f := thing{}.raw
	f(39)
}

var global uintptr

func set(p *uintptr) { *p = 39 }

func variables() {
	set(&global) // error: the address of a variable
	syscall.Syscall(global, 0, 0, 0)
	local := uintptr(39)
	set(&local)
	syscall.Syscall(local, 0, 0, 0) // error: the address of the variable
	shared := uintptr(39)
	func() { shared++ }()
	syscall.Syscall(shared, 0, 0, 0) // error: computed in a loop
}

func channels(c chan uintptr) {
	c <- 39
	syscall.Syscall(<-c, 0, 0, 0) // error: the number is computed
}

func absent() {
	syscall.Syscall(9999, 0, 0, 0) // error: number 9999 is no syscall
}
