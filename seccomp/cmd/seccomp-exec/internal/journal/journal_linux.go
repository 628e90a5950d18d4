// Package journal counts syscalls in a file that is mapped into memory.
//
// Such a count is in the kernel's page cache at once: SIGKILL loses nothing, and the next
// run finds the file. The file has all its blocks from the start: a full disk loses
// nothing either. Two processes can share the file if they count one after the other.
//
// The file holds a head and then slots of 64 bytes. A slot counts the executions of one
// syscall with the same bits in the arguments that decide what it does:
//
//	count  architecture  number  arguments
//	    8  c000003e          16  1, 0x5401, 0x7ffc12345678, 0, 0, 0
//	    4  c000003e          16  1, 0x5413, 0x7ffc12345670, 0, 0, 0
//
// For ioctl these are the bits of the command. The other arguments are those of the first
// execution.
package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// magic begins a journal. It changes with the format.
	magic = "seccomp-exec journal 1\n"
	// slots limits the slots. All syscalls of two ABIs need some thousand.
	slots = 1 << 14
	// perSyscall limits the slots of one syscall: one more than a record has conditions.
	// The last one counts the rest.
	perSyscall = 25
	// unknowns limits the numbers that are no syscalls. Others are not counted.
	unknowns = 64
)

// head is the beginning of the file.
type head struct {
	magic [32]byte
	// architecture is the GOARCH of the recorder; profile and origin are [Title].
	architecture [16]byte
	profile      [256]byte
	origin       [512]byte
	// runtimes is a set of bits. See [Journal.Mark].
	runtimes uint32
	_        uint32
	// received is the ID of the last notification. See [Journal.Received].
	received uint64
	_        [3264]byte
}

// slot counts a syscall. A slot with count 0 is free: the count is written last.
type slot struct {
	count        uint64
	arch, number uint32
	args         [6]uint64
}

// contents is the layout of the file.
type contents struct {
	head
	slots [slots]slot
}

const size = int64(unsafe.Sizeof(contents{}))

// Title is the profile of a record and its description.
type Title struct{ Profile, Origin string }

// Syscall is a counted syscall.
type Syscall struct {
	Arch, Number uint32
	Args         [6]uint64
}

// Bits returns the bits of the arguments that divide a syscall into several slots. known is
// false for a number without a syscall.
type Bits func(arch, number uint32) (bits [6]uint64, known bool)

// Journal is an open journal. One goroutine at a time may count.
type Journal struct {
	file *os.File
	*contents
	bits Bits
	used int
	// index holds the slots of each syscall by architecture and number.
	index map[uint64]*entry
	// unknown counts the entries of numbers without a syscall.
	unknown int
}

// entry holds the slots of a syscall.
type entry struct {
	bits  [6]uint64
	slots []*slot
}

// ErrUsed is the error for a journal of a running recorder.
var ErrUsed = errors.New("another recorder has locked it")

// ErrLeft is the error for the journal of a recorder that was killed.
var ErrLeft = errors.New("it holds the record of a run that did not end")

// Open opens the journal at path, and creates it if it does not exist. It locks the file:
// of several recorders only the first can open it. The error is [ErrLeft] for an existing
// journal, unless left allows it for the same profile.
func Open(path string, t Title, bits Bits, left bool) (*Journal, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o644)
		if err != nil {
			return nil, err
		}
		switch same, err := lock(f, path); {
		case err != nil:
			f.Close()
			return nil, &fs.PathError{Op: "journal", Path: path, Err: err}
		case !same:
			// The recorder that had the lock has removed the file.
			f.Close()
			continue
		}
		j, err := prepare(f, t, bits, left)
		if err != nil {
			f.Close()
			return nil, &fs.PathError{Op: "journal", Path: path, Err: err}
		}
		return j, nil
	}
}

// lock locks a file, and reports whether it is still the one at path.
func lock(f *os.File, path string) (same bool, err error) {
	switch err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err {
	case nil:
	case unix.EWOULDBLOCK:
		return false, ErrUsed
	default:
		return false, err
	}
	own, err := f.Stat()
	if err != nil {
		return false, err
	}
	if !own.Mode().IsRegular() {
		return false, errors.New("not a regular file")
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(own, there), nil
}

// prepare begins a journal, or continues one.
func prepare(f *os.File, t Title, bits Bits, left bool) (*Journal, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > 0 {
		j, err := Share(f, bits)
		switch {
		case err != nil:
			return nil, err
		case !left:
			return nil, errors.Join(ErrLeft, j.unmap())
		case j.Title().Profile != t.Profile:
			return nil, errors.Join(fmt.Errorf("%w, for profile %s", ErrLeft, j.Title().Profile), j.unmap())
		}
		return j, nil
	}
	if err := reserve(f); err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	j, err := mapped(f, bits)
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	copy(j.profile[:len(j.profile)-1], t.Profile)
	copy(j.origin[:len(j.origin)-1], t.Origin)
	copy(j.architecture[:], runtime.GOARCH)
	copy(j.magic[:], magic)
	return j, nil
}

// reserve gives a file all its blocks. Without fallocate(2) it writes them.
func reserve(f *os.File) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	if err != unix.EOPNOTSUPP && err != unix.ENOSYS {
		return err
	}
	_, err = f.WriteAt(make([]byte, size), 0)
	return err
}

// Share opens a journal by a descriptor from another process, with its lock.
func Share(f *os.File, bits Bits) (*Journal, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() != size {
		return nil, errors.New("not a journal of this version")
	}
	j, err := mapped(f, bits)
	if err != nil {
		return nil, err
	}
	if text(j.magic[:]) != magic || text(j.architecture[:]) != runtime.GOARCH {
		return nil, errors.Join(errors.New("not a journal of this version and architecture"), j.unmap())
	}
	for i := range j.slots {
		s := &j.slots[i]
		if s.count == 0 {
			break
		}
		e := j.entry(s.arch, s.number)
		if e == nil {
			return nil, errors.Join(errors.New("more numbers than a recorder counts"), j.unmap())
		}
		e.slots = append(e.slots, s)
		j.used++
	}
	return j, nil
}

// mapped maps a file of the right size into memory.
func mapped(f *os.File, bits Bits) (*Journal, error) {
	memory, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	return &Journal{file: f, contents: (*contents)(unsafe.Pointer(&memory[0])), bits: bits, index: make(map[uint64]*entry)}, nil
}

// unmap ends the mapping.
func (j *Journal) unmap() error {
	return unix.Munmap(unsafe.Slice((*byte)(unsafe.Pointer(j.contents)), size))
}

// text returns the text before the first zero byte.
func text(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}

// File returns the file, for another process.
func (j *Journal) File() *os.File { return j.file }

// Title returns the title given to Open.
func (j *Journal) Title() Title { return Title{text(j.profile[:]), text(j.origin[:])} }

// Mark adds bits to the set of runtimes, and Runtimes returns it.
func (j *Journal) Mark(bits uint32) { j.runtimes |= bits }

// Runtimes returns the bits of all calls of Mark.
func (j *Journal) Runtimes() uint32 { return j.runtimes }

// Receive notes the ID of a notification that the recorder received.
func (j *Journal) Receive(id uint64) { atomic.StoreUint64(&j.received, id) }

// Received returns the ID of the last notification. Its thread may still wait.
func (j *Journal) Received() uint64 { return j.received }

// Count counts a syscall.
func (j *Journal) Count(arch, number uint32, args *[6]uint64) {
	e := j.entry(arch, number)
	if e == nil {
		return
	}
	for _, s := range e.slots {
		if e.equal(&s.args, args) {
			atomic.StoreUint64(&s.count, s.count+1)
			return
		}
	}
	if n := len(e.slots); n == perSyscall || n > 0 && j.used == slots {
		s := e.slots[n-1]
		atomic.StoreUint64(&s.count, s.count+1)
		return
	}
	if j.used < slots {
		e.slots = append(e.slots, j.add(arch, number, args))
	}
}

// equal reports whether two executions have the same bits.
func (e *entry) equal(a, b *[6]uint64) bool {
	var different uint64
	for i, bits := range &e.bits {
		different |= (a[i] ^ b[i]) & bits
	}
	return different == 0
}

// entry returns the entry of a syscall, nil for one unknown number too many.
func (j *Journal) entry(arch, number uint32) *entry {
	key := uint64(arch)<<32 | uint64(number)
	if e := j.index[key]; e != nil {
		return e
	}
	bits, known := j.bits(arch, number)
	if !known {
		if j.unknown == unknowns {
			return nil
		}
		j.unknown++
	}
	e := &entry{bits: bits}
	j.index[key] = e
	return e
}

// add begins a slot.
func (j *Journal) add(arch, number uint32, args *[6]uint64) *slot {
	s := &j.slots[j.used]
	j.used++
	s.arch, s.number, s.args = arch, number, *args
	atomic.StoreUint64(&s.count, 1)
	return s
}

// All yields the counted syscalls and their counts.
func (j *Journal) All(yield func(Syscall, uint64) bool) {
	for i := range j.used {
		s := &j.slots[i]
		if !yield(Syscall{s.arch, s.number, s.args}, s.count) {
			return
		}
	}
}

// Empty reports whether nothing is counted.
func (j *Journal) Empty() bool { return j.used == 0 }

// Remove removes the file and releases its lock.
func (j *Journal) Remove() error {
	return errors.Join(os.Remove(j.file.Name()), j.Close())
}

// Close releases the lock, and leaves the file to a later run.
func (j *Journal) Close() error { return errors.Join(j.unmap(), j.file.Close()) }
