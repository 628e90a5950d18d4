//go:build special

package main

import "syscall"

func init() { syscall.Syscall(syscall.SYS_MQ_UNLINK, 0, 0, 0) }
