package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

// session holds the things that the tests of all machines share.
type session struct {
	*stock
	oracle *oracle.Oracle
	random int
	seed   uint64
	// work returns the work for the guest of a machine.
	work func(machine) (expect.Run, error)
}

func newSession(w *workshop, o *oracle.Oracle, random int, seed uint64) (*session, error) {
	stock, err := newStock(w)
	s := &session{stock: stock, oracle: o, random: random, seed: seed}
	s.work = s.run
	return s, err
}

// test boots a machine and compares its guest's output with the oracle.
func (s *session) test(ctx context.Context, m machine) result {
	res := result{goarch: m.goarch}
	r, err := s.work(m)
	var p platform
	if err == nil {
		p, err = s.platform(ctx, m)
	}
	var initrd string
	if err == nil {
		initrd, err = s.initramfs(m, r)
	}
	if err != nil {
		res.problems = []string{err.Error()}
		return res
	}
	start := time.Now()
	console, err := boot(ctx, p.emulator, m.board.arguments(p.kernel, initrd, m.board.memory, guestArguments(r.Foreign)), bootLimit)
	res.took = time.Since(start)
	res.release = expect.Release(console)
	if err = errors.Join(err, s.keep("console-"+m.goarch, console)); err != nil {
		res.problems = append(res.problems, err.Error())
	}
	if res.release == "" {
		res.problems = append(res.problems, "the guest did not start; last lines of the console:\n"+complaint.Last(string(console), 20))
		return res
	}
	compared, problems := r.Check(s.oracle, console)
	res.compared, res.numbers = compared, compared.Verdicts/len(r.Filters)
	res.problems = append(res.problems, problems...)
	return res
}

// run draws the work for the guest of a machine.
func (s *session) run(m machine) (expect.Run, error) {
	calls, err := expect.Syscalls(s.oracle, m.goarch, s.seed)
	if err != nil {
		return expect.Run{}, err
	}
	compat, err := expect.CompanionSyscalls(s.oracle, m.goarch, s.seed)
	filters := append(expect.Profiles(s.oracle, m.goarch), expect.Random(s.oracle, m.goarch, s.seed, s.random)...)
	return expect.Run{GOARCH: m.goarch, Filters: filters, Syscalls: append(calls, compat...), Foreign: m.foreign != ""}, err
}

// initramfs returns the path of a machine's initramfs.
func (s *session) initramfs(m machine, r expect.Run) (string, error) {
	own, err := s.guest(m.goarch)
	if err != nil {
		return "", err
	}
	files := contents{guest: own, filters: r.FiltersFile(), calls: r.SyscallsFile()}
	if m.foreign != "" {
		if files.foreign, err = s.guest(m.foreign); err != nil {
			return "", err
		}
	}
	path := filepath.Join(s.scratch, "initramfs-"+m.goarch)
	return path, os.WriteFile(path, initramfs(files), 0o644)
}

// guest returns the guest for an architecture.
func (s *session) guest(goarch string) ([]byte, error) {
	overlay, err := s.files.get("overlay", func() (string, error) { return toolchain.Overlay(s.scratch) })
	if err != nil {
		return nil, err
	}
	path, err := s.files.get("guest-"+goarch, func() (string, error) {
		path := filepath.Join(s.scratch, "guest-"+goarch)
		return path, toolchain.Guest(goarch, path, overlay)
	})
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
