package oci

// selectors holds the selectors of libseccomp's rules for multiplexers
// (include/uapi/linux/net.h and ipc.h). It has send and recv too.
var selectors = map[string]map[string]uint64{
	"socketcall": {
		"socket": 1, "bind": 2, "connect": 3, "listen": 4, "accept": 5, "getsockname": 6, "getpeername": 7, "socketpair": 8,
		"send": 9, "recv": 10, "sendto": 11, "recvfrom": 12, "shutdown": 13, "setsockopt": 14, "getsockopt": 15,
		"sendmsg": 16, "recvmsg": 17, "accept4": 18, "recvmmsg": 19, "sendmmsg": 20,
	},
	"ipc": {
		"semop": 1, "semget": 2, "semctl": 3, "semtimedop": 4, "msgsnd": 11, "msgrcv": 12, "msgget": 13, "msgctl": 14,
		"shmat": 21, "shmdt": 22, "shmget": 23, "shmctl": 24,
	},
}

// multiplexed returns the multiplexer of a syscall and its selector.
func multiplexed(name string) (multiplexer string, selector uint64, ok bool) {
	for multiplexer, of := range selectors {
		if n, ok := of[name]; ok {
			return multiplexer, n, true
		}
	}
	return "", 0, false
}
