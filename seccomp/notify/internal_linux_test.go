package notify

import (
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PollFirst lets Receive wait in poll(2) before the runtime's poller, as SyncWakeUp does
// before Linux 6.11.
func (l *Listener) PollFirst() error {
	l.patience.Store(patience)
	return nil
}

// TestSizes compares the structures with the limit of InstallListener, and addition with
// the kernel's.
func TestSizes(t *testing.T) {
	for name, sizes := range map[string][2]uintptr{
		"request":  {unsafe.Sizeof(request{}), 256},
		"response": {unsafe.Sizeof(response{}), 256},
		"addition": {unsafe.Sizeof(addition{}), 24},
	} {
		if sizes[0] != sizes[1] {
			t.Errorf("%s has %d bytes, want %d", name, sizes[0], sizes[1])
		}
	}
}

// TestReceiveUnpolled receives without the runtime's poller: nothing, a hangup, and after
// Close.
func TestReceiveUnpolled(t *testing.T) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	l, err := New(ends[0])
	if err != nil {
		t.Fatal(err)
	}
	if done, err := l.receiveUnpolled(); done || err != nil {
		t.Errorf("without an event: %v, %v", done, err)
	}
	unix.Close(ends[1])
	if done, err := l.receiveUnpolled(); !done || err != nil || l.failure == nil {
		t.Errorf("after a hangup: %v, %v, %v", done, err, l.failure)
	}
	l.Close()
	if done, err := l.receiveUnpolled(); done || err != os.ErrClosed {
		t.Errorf("after Close: %v, %v", done, err)
	}
}
