package abi

// Selectors returns how arg0 of a multiplexer selects an operation: its bits under mask
// equal one of values. The kernel ignores the upper 32 bits of a 64-bit arg0. ok is
// false if the multiplexer does not reach the operation.
func Selectors(multiplexer, operation string) (mask uint32, values []uint32, ok bool) {
	m := multiplexers[multiplexer]
	values, ok = m.selectors[operation]
	return m.mask, values, ok
}

// multiplexer holds how one multiplexer dispatches.
type multiplexer struct {
	// mask has the bits of arg0 on which it dispatches.
	mask uint32
	// selectors lists the values of each operation.
	selectors map[string][]uint32
}

// multiplexers holds all of them by name.
var multiplexers = map[string]multiplexer{
	// include/uapi/linux/net.h and net/socket.c. Selectors 9 and 10 are send and recv,
	// variants of sendto and recvfrom without an address.
	"socketcall": {1<<32 - 1, map[string][]uint32{
		"socket":      {1},
		"bind":        {2},
		"connect":     {3},
		"listen":      {4},
		"accept":      {5},
		"getsockname": {6},
		"getpeername": {7},
		"socketpair":  {8},
		"sendto":      {9, 11},
		"recvfrom":    {10, 12},
		"shutdown":    {13},
		"setsockopt":  {14},
		"getsockopt":  {15},
		"sendmsg":     {16},
		"recvmsg":     {17},
		"accept4":     {18},
		"recvmmsg":    {19},
		"sendmmsg":    {20},
	}},
	// include/uapi/linux/ipc.h and ipc/syscall.c. The upper 16 bits of arg0 hold a
	// version.
	"ipc": {1<<16 - 1, map[string][]uint32{
		"semop":      {1},
		"semget":     {2},
		"semctl":     {3},
		"semtimedop": {4},
		"msgsnd":     {11},
		"msgrcv":     {12},
		"msgget":     {13},
		"msgctl":     {14},
		"shmat":      {21},
		"shmdt":      {22},
		"shmget":     {23},
		"shmctl":     {24},
	}},
}
