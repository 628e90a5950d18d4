package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// hostile lists kinds of policies made to take long, of a size in bytes.
var hostile = map[string]func(size int) string{
	"sums":    func(size int) string { return oneCondition(joined(size, " && ", sum)) },
	"20 sums": func(int) string { return oneCondition(joined(20*40, " && ", sum)) },
	"sums by row": func(size int) string {
		return rows(size, func(i int) string { return "p,mremap,errno:1," + sum(i) + "," })
	},
	"random sums": func(size int) string { return oneCondition(joined(size, " && ", randomSum(1))) },
	"products": func(size int) string {
		return oneCondition(joined(size, " || ", func(i int) string { return "(" + strings.ReplaceAll(sum(i), "||", "&&") + ")" }))
	},
	"values": func(size int) string {
		return oneCondition(joined(size, " || ", func(i int) string { return fmt.Sprintf("arg0 == %d", 3*i) }))
	},
	"values by row": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,read,,fd == %d,", 3*i) })
	},
	"same by row": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,read,,fd > %d,", i) }) + "p,read,,,\n"
	},
	"wide ranges": func(size int) string {
		return rows(size, func(i int) string {
			return fmt.Sprintf("p,mremap,,arg%d > %d && arg%d < %d,", i%5, uint64(i)<<33, i%5, uint64(i)<<33+1<<32)
		})
	},
	"wide sum": func(size int) string {
		return oneCondition(joined(size, " && ", func(i int) string {
			return fmt.Sprintf("(arg%d > %d || arg%d < %d)", i%5, uint64(i)<<33, (i+1)%5, uint64(i)<<34+99)
		}))
	},
	"masks": func(size int) string {
		return oneCondition(joined(size, " || ", func(i int) string {
			return fmt.Sprintf("arg%d & %#x == %#x", i%5, uint64(i)*0x9e3779b97f4a7c15, uint64(i)*0x9e3779b97f4a7c15&uint64(i)*0x85ebca6b12345)
		}))
	},
	"mask sums": func(size int) string {
		return oneCondition(joined(size, " && ", func(i int) string {
			return fmt.Sprintf("(arg%d & %d != 0 || arg%d & %d == 0)", i%5, 1<<(i%61), (i+2)%5, 1<<(i*7%61))
		}))
	},
	"bits": func(size int) string {
		return oneCondition(joined(size, " && ", func(i int) string { return fmt.Sprintf("(arg0 & %d != 0 || arg1 & %d != 0)", 1<<(i%32), 1<<(31-i%32)) }))
	},
	"many calls":  manyCalls,
	"one for all": oneForAll,
	"not":         func(size int) string { return oneCondition(strings.Repeat("!", size-20) + "(arg0 == 1)") },
	"parentheses": func(size int) string {
		return oneCondition(strings.Repeat("(", size/2) + "arg0 == 1" + strings.Repeat(")", size/2))
	},
	"right": func(size int) string {
		return oneCondition(strings.Repeat("arg0 == 1 || (", size/15) + "arg0 == 2" + strings.Repeat(")", size/15))
	},
	"unknown names": func(size int) string {
		return oneCondition(joined(size, " + ", func(i int) string { return fmt.Sprintf("F%d", i) }))
	},
	"names by row": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,read,,fd == F_G%d,", i) })
	},
	"powers": func(size int) string {
		return oneCondition("arg0 == " + joined(size, "*", func(int) string { return "1<<512" }))
	},
	"shifts":   func(size int) string { return oneCondition("arg0 == 1" + strings.Repeat("<<1", size/3)) },
	"shift":    func(int) string { return oneCondition("arg0 == 1<<1000000000") },
	"exponent": func(int) string { return oneCondition("arg0 == 1e1000000000") },
	"literal":  func(size int) string { return oneCondition("arg0 == " + strings.Repeat("9", size)) },
	"literals": func(size int) string {
		return rows(size, func(int) string { return "p,read,,fd == " + strings.Repeat("9", 60000) + "," })
	},
	"additions": func(size int) string { return oneCondition("arg0 == 1" + strings.Repeat("+1", size/2)) },
	"additions by row": func(size int) string {
		return rows(size, func(int) string { return "p,read,,fd == 1" + strings.Repeat("+1", 30000) + "," })
	},
	"actions": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,read,trace:%d,fd == %d,", i%65536, i) })
	},
	"profiles": func(size int) string { return rows(size, func(i int) string { return fmt.Sprintf("p%d,read,,,", i) }) },
	"included": included,
	"allow-all": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p%d,@allow-all,,,", i%200) })
	},
	"again": func(size int) string { return rows(size, func(int) string { return "p,@allow-all,,," }) },
	"in and out": func(size int) string {
		return rows(size, func(i int) string { return []string{"p,read,,,", "p,-read,,,"}[i%2] })
	},
	"socketcall": func(size int) string {
		return rows(size, func(i int) string {
			return []string{"p,socketcall,,call == 7,", "p,-socket,,,", "p,socket,errno:1,family == 2,"}[i%3]
		})
	},
	"wrong rows": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,raed%d,x%d,", i, i) })
	},
	"wrong cells": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p,r%d,errno:E%d,(,", i, i) })
	},
	"empty cells": func(size int) string { return rows(size, func(int) string { return ",,,," }) },
	"bytes":       func(size int) string { return rows(size, func(int) string { return "x" }) },
	"includes of none": func(size int) string {
		return rows(size, func(i int) string { return fmt.Sprintf("p%d,@p%d,,,", i%250, i+1000) })
	},
	"long name": func(size int) string { return rows(0, nil) + "p," + strings.Repeat("a", size) + ",,,\n" },
	"long profile": func(size int) string {
		return rows(0, nil) + strings.Repeat("a", size/2) + ",read,,,\n" + strings.Repeat("a", size/2) + "b,@" + strings.Repeat("b", size/2) + ",,,\n"
	},
	"long why": func(size int) string { return rows(0, nil) + "p,read,,," + strings.Repeat("why ", size/4) + "\n" },
	"comments": func(size int) string { return strings.Repeat("#\n", size/2) + rows(0, nil) + "p,read,,,\n" },
	"descriptions": func(size int) string {
		return strings.Repeat("# profile p: x\n", size/15) + rows(0, nil) + "p,read,,,\n"
	},
	"quotes":       func(size int) string { return rows(0, nil) + "p,read,,,\"" + strings.Repeat(`""`, size/2) + "\"\n" },
	"random":       func(size int) string { return randomRows(size, 1) },
	"random sound": func(size int) string { return randomSound(size, 1) },
}

const header = "profile,syscall,action,when,why\n"

// joined joins parts up to size bytes.
func joined(size int, by string, part func(i int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteString(by)
		}
		b.WriteString(part(i))
	}
	return b.String()
}

// rows returns a policy with rows up to size bytes.
func rows(size int, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(header)
	for i := 0; b.Len() < size; i++ {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

// oneCondition returns a policy with one condition, cut to the limit of a condition. All
// five arguments of mremap have 64 bits on amd64.
func oneCondition(when string) string { return header + "p,mremap,," + when + ",\n" }

func sum(i int) string {
	return fmt.Sprintf("(arg%d != %d || arg%d != %d)", i%5, i+1, (i+1)%5, i+7)
}

func randomSum(seed uint64) func(int) string {
	r := rand.New(rand.NewPCG(seed, 0))
	return func(int) string {
		return fmt.Sprintf("(arg%d & %#x != %d || arg%d > %d || arg%d == %d)", r.IntN(5), r.Uint64(), r.IntN(9), r.IntN(5), r.Uint64(), r.IntN(5), r.IntN(9))
	}
}

// manyCalls returns a policy with a different condition for each of many syscalls.
func manyCalls(size int) string {
	calls := []string{"madvise", "mincore", "mlock", "mlock2", "mprotect", "mremap", "msync", "munlock", "munmap", "remap_file_pages"}
	return rows(size, func(i int) string {
		return fmt.Sprintf("p,%s,errno:%d,arg%d & %#x == %d,", calls[i%len(calls)], i%90+1, i/10%2, i*0x10001|1, i&0xff)
	})
}

// oneForAll returns a policy with one condition for every second number.
func oneForAll(size int) string {
	when := joined(min(size, 20000), " || ", func(i int) string { return fmt.Sprintf("uint32(arg0) == %d", 3*i) })
	var b strings.Builder
	b.WriteString(header)
	for _, call := range []string{"read", "close", "fstat", "fsync", "lseek", "mprotect", "brk", "ioctl", "pwrite64", "writev", "mremap", "msync", "madvise", "shmget", "dup", "getitimer", "alarm", "dup2"} {
		fmt.Fprintf(&b, "p,%s,,%s,\n", call, when)
	}
	return b.String()
}

// included returns profiles; each includes all before it.
func included(size int) string {
	var b strings.Builder
	b.WriteString(header + "p0,@allow-all,,,\n")
	for i := 1; b.Len() < size; i++ {
		fmt.Fprintf(&b, "p%d,@p%d,,,\np%d,@p%d,,,\np%d,read,errno:1,fd == %d,\n", i, i-1, i, i/2, i, i)
	}
	return b.String()
}

// random returns rows of random cells.
func randomRows(size int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	const letters = "abpread,01=&|!()<>^@-/#\" arg"
	return rows(size, func(int) string {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteByte(letters[r.IntN(len(letters))])
		}
		return b.String()
	})
}

// randomSound returns random rows, each correct on its own.
func randomSound(size int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 2))
	calls := []string{"mremap", "remap_file_pages", "-mremap", "@minimal"}
	return rows(size, func(int) string {
		call := calls[r.IntN(len(calls))]
		if call[0] == '-' || call[0] == '@' {
			return "p," + call + ",,,"
		}
		return fmt.Sprintf("p,%s,errno:%d,%s,", call, 1+r.IntN(100), joined(r.IntN(80), " && ", randomSum(r.Uint64())))
	})
}
