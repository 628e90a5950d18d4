// Package parallel runs the tasks of one job side by side, with the results of a loop.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Do runs task for each index less than n, on all processors. It returns the error of the
// lowest index with one, as a loop would: all tasks of lower indexes have run. Tasks of
// higher indexes start only before the error.
func Do(n int, task func(i int) error) error {
	return Limited(runtime.GOMAXPROCS(0), n, task)
}

// Limited is like [Do] with at most some tasks at a time, for tasks with much memory.
func Limited(atOnce, n int, task func(i int) error) error {
	atOnce = min(atOnce, n, runtime.GOMAXPROCS(0))
	errs := make([]error, n)
	var started atomic.Int64
	var failed atomic.Bool
	work := func() {
		for !failed.Load() {
			i := int(started.Add(1)) - 1
			if i >= n {
				return
			}
			if errs[i] = task(i); errs[i] != nil {
				failed.Store(true)
			}
		}
	}
	var others sync.WaitGroup
	for range atOnce - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
