package main

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"io"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// link is one end of the socket between the supervisor and the child. The supervisor sends
// the profile of -policy, so the file is read once, and then orders. The child answers an
// order to listen, and reports a failed execve. A successful one closes its end.
type link int

// order is a byte for the child.
type order byte

const (
	// orderRun lets the child install the filter and become the program.
	orderRun order = iota + 1
	// orderListen lets it install a filter with a listener. orderTraced lets it install one
	// for a tracer that sees each syscall.
	orderListen
	orderTraced
	// orderProceed lets it become the program under the filter of orderListen.
	orderProceed
)

// The answers to orderListen. The first stands before the number of the listener in the
// child. Exit codes follow no order.
const (
	answerListener byte = iota
	answerNone
)

func (l link) Read(p []byte) (int, error) {
	for {
		switch n, err := unix.Read(int(l), p); {
		case err == unix.EINTR:
		case err == nil && n == 0:
			return 0, io.EOF
		default:
			return max(n, 0), err
		}
	}
}

func (l link) Write(p []byte) (int, error) {
	for written := 0; ; {
		n, err := unix.Write(int(l), p[written:])
		written += max(n, 0)
		if err != nil && err != unix.EINTR || written == len(p) {
			return written, err
		}
	}
}

// order sends an order to the child.
func (l link) order(o order) error {
	_, err := l.Write([]byte{byte(o)})
	return err
}

// ordered waits for an order. ok is false if the supervisor ends instead.
func (l link) ordered() (o order, ok bool) {
	var message [1]byte
	_, err := l.Read(message[:])
	return order(message[0]), err == nil
}

// sendProfile sends the profile of -policy, nil without one.
func (l link) sendProfile(p *policyfile.Profile) error {
	var profile bytes.Buffer
	if p != nil {
		if err := gob.NewEncoder(&profile).Encode(p.Data); err != nil {
			return err
		}
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(profile.Len()))
	_, err := l.Write(append(message, profile.Bytes()...))
	return err
}

// receiveProfile receives the profile, and returns it as the source for parse.
func (l link) receiveProfile() (policySource, error) {
	var size [4]byte
	if _, err := io.ReadFull(l, size[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.LittleEndian.Uint32(size[:]))
	if _, err := io.ReadFull(l, message); err != nil {
		return nil, err
	}
	return func(policyfile.Source) (tables.Profile, *policyfile.Profile, error) {
		data := new(tables.ProfileData)
		if err := gob.NewDecoder(bytes.NewReader(message)).Decode(data); err != nil {
			return tables.Profile{}, nil, errors.New("no profile from the supervisor")
		}
		return tables.MakeProfile(data), nil, nil
	}, nil
}

// hungUp reports whether the other end is closed: the child is the program, or has ended.
func (l link) hungUp() bool {
	list := [1]unix.PollFd{{Fd: int32(l)}}
	_, err := unix.Poll(list[:], 0)
	return err == nil && list[0].Revents&unix.POLLHUP != 0
}

// readable reports whether a byte is there, or the other end is closed.
func (l link) readable() bool {
	list := [1]unix.PollFd{{Fd: int32(l), Events: unix.POLLIN}}
	_, err := unix.Poll(list[:], 0)
	return err == nil && list[0].Revents != 0
}
