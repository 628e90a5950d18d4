package parallel_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
)

// processors runs a test with 1, 2 and 8 processors.
func processors(t *testing.T, test func(t *testing.T, n int)) {
	t.Helper()
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		t.Run(fmt.Sprint(n), func(t *testing.T) { test(t, n) })
	}
}

// TestDo runs every task once.
func TestDo(t *testing.T) {
	processors(t, func(t *testing.T, _ int) {
		for _, n := range []int{0, 1, 2, 100} {
			ran := make([]int, n)
			if err := parallel.Do(n, func(i int) error { ran[i]++; return nil }); err != nil {
				t.Error(err)
			}
			if slices.ContainsFunc(ran, func(times int) bool { return times != 1 }) {
				t.Errorf("tasks ran %v times, want once", ran)
			}
		}
	})
}

// TestSideBySide starts one task per processor, and lets none end before all have started.
func TestSideBySide(t *testing.T) {
	processors(t, func(t *testing.T, n int) {
		var all sync.WaitGroup
		all.Add(n)
		if err := parallel.Do(n, func(int) error { all.Done(); all.Wait(); return nil }); err != nil {
			t.Error(err)
		}
	})
}

// TestError expects the error of the lowest index, though a higher one fails first.
func TestError(t *testing.T) {
	processors(t, func(t *testing.T, n int) {
		failed := make(chan bool)
		err := parallel.Do(100, func(i int) error {
			switch {
			case i == 3 && n > 4:
				<-failed
			case i == 4:
				close(failed)
			case i < 3:
				return nil
			}
			return fmt.Errorf("task %d", i)
		})
		if err == nil || err.Error() != "task 3" {
			t.Errorf("error %v, want that of task 3", err)
		}
	})
}

// TestStops starts no task after an error on one processor.
func TestStops(t *testing.T) {
	ran := 0
	err := parallel.Limited(1, 100, func(i int) error {
		ran++
		if i == 5 {
			return fmt.Errorf("task %d", i)
		}
		return nil
	})
	if err == nil || ran != 6 {
		t.Errorf("%d tasks ran with error %v, want 6 and the error of the last", ran, err)
	}
}

// TestLimited counts the tasks at a time.
func TestLimited(t *testing.T) {
	processors(t, func(t *testing.T, n int) {
		var running, most atomic.Int64
		err := parallel.Limited(2, 50, func(int) error {
			now := running.Add(1)
			defer running.Add(-1)
			for before := most.Load(); now > before && !most.CompareAndSwap(before, now); before = most.Load() {
			}
			runtime.Gosched()
			return nil
		})
		if got := most.Load(); err != nil || got < 1 || got > int64(min(n, 2)) {
			t.Errorf("%d tasks at a time, error %v; want at most 2", got, err)
		}
	})
}
