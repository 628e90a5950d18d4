package main

import (
	"context"
	"sync"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

// result is the result of testing a machine.
type result struct {
	goarch, release string
	// numbers counts the numbers tried under each filter.
	numbers  int
	compared expect.Compared
	took     time.Duration
	problems []string
}

// testAll tests machines, jobs at a time, and returns the results in their order.
func testAll[R any](ctx context.Context, machines []machine, jobs int, test func(context.Context, machine) R) []R {
	results := make([]R, len(machines))
	next := make(chan int)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				results[i] = test(ctx, machines[i])
			}
		})
	}
	for i := range machines {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}
