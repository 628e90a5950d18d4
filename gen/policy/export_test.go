package policy

// MaxWork returns the limit on the work of Decide, and SetMaxWork sets it.
func MaxWork() int { return maxWork }

func SetMaxWork(steps int) { maxWork = steps }
