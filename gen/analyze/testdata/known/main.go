// Command known makes each marked syscall in another way. Analyze must find all marked
// "makes", and none marked "never".
package main

import (
	"os"
	"reflect"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/testdata/known/push"
)

func main() {
	direct()
	wrapped(syscall.SYS_SWAPON) // makes swapon
	chosen(len(os.Args) > 1)
	globals()
	closures()
	statements()
	interfaces(mounter{})
	methods(mounter{})
	reflection()
	tables(len(os.Args))
	generics()
	results()
	converted()
	push.Pull()
	embedded(wrapper{})
	threads()
	assembly()
	ranges()
	if debug {
		dead()
	}
}

func direct() {
	syscall.Syscall(syscall.SYS_ACCT, 0, 0, 0)                // makes acct
	syscall.RawSyscall6(syscall.SYS_SYSLOG, 0, 0, 0, 0, 0, 0) // makes syslog
}

func wrapped(nr uintptr) { inner(0, nr) }

func inner(_ int, number uintptr) { syscall.Syscall(number, 0, 0, 0) }

// chosen merges two constants.
func chosen(more bool) {
	nr := uintptr(syscall.SYS_SYNC) // makes sync
	if more {
		nr = syscall.SYS_VHANGUP // makes vhangup
	}
	syscall.Syscall(nr, 0, 0, 0)
}

var (
	initial uintptr = syscall.SYS_PIVOT_ROOT // makes pivot_root
	late    uintptr
	runs    = func() int { // makes getpriority
		syscall.Syscall(syscall.SYS_GETPRIORITY, 0, 0, 0)
		return 0
	}()
)

func init() {
	late = syscall.SYS_SETHOSTNAME                      // makes sethostname
	syscall.Syscall(syscall.SYS_SETDOMAINNAME, 0, 0, 0) // makes setdomainname
}

func globals() {
	syscall.Syscall(initial, 0, 0, 0)
	syscall.Syscall(late, 0, 0, 0)
}

// makeCloser is inlined, and its closure alone remains.
func makeCloser(nr uintptr) func() { return func() { syscall.Syscall(nr, 0, 0, 0) } }

func closures() {
	makeCloser(syscall.SYS_PERSONALITY)() // makes personality
	sink = append(sink, push.Closer())
	for _, f := range sink {
		f()
	}
}

var sink []func()

// statements makes syscalls by the statements go and defer.
func statements() {
	defer syscall.Syscall(unix.SYS_SETNS, 0, 0, 0) // makes setns
	done := make(chan bool)
	go func() {
		syscall.Syscall(syscall.SYS_UNSHARE, 0, 0, 0) // makes unshare
		done <- true
	}()
	<-done
	go wrapped(syscall.SYS_QUOTACTL) // makes quotactl
}

type doer interface{ Do() }

type mounter struct{}

func (mounter) Do()   { syscall.Mount("", "", "", 0, "") } // makes mount
func (mounter) Undo() { syscall.Unmount("", 0) }           // makes umount2

// Load is called by name.
func (mounter) Load() { syscall.Syscall(syscall.SYS_INIT_MODULE, 0, 0, 0) } // makes init_module

// Unload is never called, but reflection finds it.
func (mounter) Unload() { syscall.Syscall(syscall.SYS_DELETE_MODULE, 0, 0, 0) } // makes delete_module

func interfaces(d doer) { d.Do() }

func methods(m mounter) {
	undo := m.Undo
	undo()
}

func reflection() {
	reflect.ValueOf(mounter{}).MethodByName(os.Args[0]).Call(nil)
}

func limits() { syscall.Syscall(syscall.SYS_SWAPOFF, 0, 0, 0) } // makes swapoff

func clocks() { syscall.Syscall(syscall.SYS_CLOCK_SETTIME, 0, 0, 0) } // makes clock_settime

func tables(i int) {
	functions := []func(){limits, clocks}
	functions[i%2]()
	map[string]func(){"reboot": func() {
		syscall.Reboot(0) // makes reboot
	}}["reboot"]()
}

func generic[T ~uintptr | ~uint32](nr T) { syscall.Syscall(uintptr(nr), 0, 0, 0) }

type list[T any] struct{}

func (list[T]) adjust() { syscall.Adjtimex(new(syscall.Timex)) } // makes adjtimex

func generics() {
	generic(uint32(syscall.SYS_ADD_KEY))      // makes add_key
	generic(uintptr(syscall.SYS_REQUEST_KEY)) // makes request_key
	list[int]{}.adjust()
}

func number() uintptr { return syscall.SYS_KEYCTL } // makes keyctl

func pair() (int, uintptr) { return 0, unix.SYS_KCMP } // makes kcmp

func results() {
	syscall.Syscall(number(), 0, 0, 0)
	_, second := pair()
	syscall.Syscall(second, 0, 0, 0)
}

const base = 1 << 16

// converted computes numbers. The 16 bits of the conversion drop base.
func converted() {
	n := wide(base + unix.SYS_BPF) // makes bpf
	syscall.Syscall(uintptr(uint16(n)), 0, 0, 0)
	m := next(unix.SYS_FANOTIFY_INIT) // makes fanotify_init
	syscall.Syscall(uintptr(m-1), 0, 0, 0)
	raw := syscall.RawSyscall6
	raw(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, 0, 0, 0, 0) // makes landlock_create_ruleset
}

//go:noinline
func wide(n int) int { return n }

//go:noinline
func next(n int) int { return n + 1 }

// wrapper has methods of package unix by embedding.
type wrapper struct{ limit }

type limit struct{ unix.Rlimit }

func (limit) lookup() { unix.Sethostname(nil); unix.FinitModule(3, "", 0) } // makes finit_module

func embedded(w wrapper) {
	w.lookup()
	unix.Fsopen("", 0) // makes fsopen
}

func threads() { syscall.AllThreadsSyscall(syscall.SYS_SETFSUID, 0, 0, 0) } // makes setfsuid

// each is inlined into ranges, and only the body of its loop remains.
func each(numbers func(func(uintptr) bool)) func() {
	return func() {
		for range numbers {
			syscall.Syscall(unix.SYS_NAME_TO_HANDLE_AT, 0, 0, 0) // makes name_to_handle_at
		}
	}
}

func ranges() {
	one := func(yield func(uintptr) bool) { yield(uintptr(len(os.Args))) }
	sink = append(sink, each(one))
	for range one {
		syscall.Syscall(unix.SYS_OPEN_BY_HANDLE_AT, 0, 0, 0) // makes open_by_handle_at
	}
}

const debug = false

// dead stands in no program.
func dead() { syscall.Syscall(syscall.SYS_IOPRIO_SET, 0, 0, 0) } // never ioprio_set

func unused() { syscall.Syscall(syscall.SYS_IOPRIO_GET, 0, 0, 0) } // never ioprio_get

type idle struct{}

func (idle) Do() { syscall.Syscall(syscall.SYS_LOOKUP_DCOOKIE, 0, 0, 0) } // never lookup_dcookie

func (idle) do() { syscall.Syscall(syscall.SYS_MIGRATE_PAGES, 0, 0, 0) } // never migrate_pages
