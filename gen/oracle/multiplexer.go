package oracle

import "slices"

// selectors holds each multiplexer's selectors by operation
// (include/uapi/linux/net.h and ipc.h).
var selectors = map[string]map[string][]uint64{
	"socketcall": {
		"socket": {1}, "bind": {2}, "connect": {3}, "listen": {4}, "accept": {5},
		"getsockname": {6}, "getpeername": {7}, "socketpair": {8}, "sendto": {9, 11},
		"recvfrom": {10, 12}, "shutdown": {13}, "setsockopt": {14}, "getsockopt": {15},
		"sendmsg": {16}, "recvmsg": {17}, "accept4": {18}, "recvmmsg": {19}, "sendmmsg": {20},
	},
	"ipc": {
		"semop": {1}, "semget": {2}, "semctl": {3}, "semtimedop": {4},
		"msgsnd": {11}, "msgrcv": {12}, "msgget": {13}, "msgctl": {14},
		"shmat": {21}, "shmdt": {22}, "shmget": {23}, "shmctl": {24},
	},
}

// selectorMask has the bits of arg0 with the selector. The upper bits of ipc's hold a
// version.
var selectorMask = map[string]uint64{"socketcall": 1<<32 - 1, "ipc": 1<<16 - 1}

// undecided is the result of a list without a true alternative. It is not an action.
const undecided = "undecided"

// decision returns the action of an entry for args, given its alternatives.
func (p *Policy) decision(list []alternative, e entry, args [6]uint64) (string, error) {
	action, err := p.first(list, e, args)
	if err != nil || selectors[e.name] == nil || operationOf(e.name, args[0]) != "" {
		return action, err
	}
	if whole(list, e.name) {
		return "", nil
	}
	return action, nil
}

// first returns the action of the first alternative with a true condition.
func (p *Policy) first(list []alternative, e entry, args [6]uint64) (string, error) {
	for _, a := range list {
		if !a.covers(operationOf(e.name, args[0])) {
			continue
		}
		holds, err := p.holds(a, e, args)
		if err != nil {
			return "", err
		}
		if holds {
			return a.action, nil
		}
	}
	return undecided, nil
}

// operationOf returns the operation selected by a multiplexer's arg0, or empty.
func operationOf(multiplexer string, arg0 uint64) string {
	for operation, values := range selectors[multiplexer] {
		if slices.Contains(values, arg0&selectorMask[multiplexer]) {
			return operation
		}
	}
	return ""
}

// covers reports whether an alternative is for an operation. The empty operation stands
// for no known selector.
func (a alternative) covers(operation string) bool {
	return (a.operation == "" || a.operation == operation) && !slices.Contains(a.except, operation)
}

// whole reports whether a list allows every operation of a multiplexer without a row for
// the multiplexer itself. If so, unknown selectors are allowed too.
func whole(list []alternative, multiplexer string) bool {
	for operation := range selectors[multiplexer] {
		i := slices.IndexFunc(list, func(a alternative) bool { return a.covers(operation) })
		if i < 0 || list[i].action != "" {
			return false
		}
	}
	return !slices.ContainsFunc(list, func(a alternative) bool { return a.operation == "" })
}
