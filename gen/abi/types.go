package abi

import "strings"

// ctype is the size of a type in C.
type ctype struct {
	// bits is the number of bits, 0 for a register of the machine.
	bits   int
	signed bool
	// pointer is set for addresses.
	pointer bool
}

// register is the number of bits of long, size_t and pointers.
const register = 0

// types holds the types of parameters other than pointers, without the space at the end.
// Those with a name of their own are in include/linux/types.h,
// include/uapi/asm-generic/posix_types.h and beside their syscalls.
var types = map[string]ctype{
	"int":           {32, true, false},
	"s32":           {32, true, false},
	"__s32":         {32, true, false},
	"pid_t":         {32, true, false},
	"key_t":         {32, true, false},
	"key_serial_t":  {32, true, false},
	"clockid_t":     {32, true, false},
	"timer_t":       {32, true, false},
	"mqd_t":         {32, true, false},
	"rwf_t":         {32, true, false},
	"compat_pid_t":  {32, true, false},
	"unsigned int":  {32, false, false},
	"unsigned":      {32, false, false},
	"uint":          {32, false, false},
	"uint32_t":      {32, false, false},
	"u32":           {32, false, false},
	"__u32":         {32, false, false},
	"uid_t":         {32, false, false},
	"gid_t":         {32, false, false},
	"qid_t":         {32, false, false},
	"compat_uint_t": {32, false, false},

	"enum landlock_rule_type": {32, false, false},

	// include/linux/highuid.h: the kernel drops the upper 16 bits.
	"old_uid_t": {16, false, false},
	"old_gid_t": {16, false, false},
	"umode_t":   {16, false, false},

	"long":           {register, true, false},
	"off_t":          {register, true, false},
	"ssize_t":        {register, true, false},
	"compat_long_t":  {register, true, false},
	"compat_off_t":   {register, true, false},
	"compat_ssize_t": {register, true, false},
	"unsigned long":  {register, false, false},
	"size_t":         {register, false, false},
	"uintptr_t":      {register, false, false},
	"aio_context_t":  {register, false, false},
	"old_sigset_t":   {register, false, false},
	"compat_ulong_t": {register, false, false},
	"compat_size_t":  {register, false, false},

	"compat_aio_context_t": {register, false, false},

	// umode_t is narrower than mode_t on some architectures: do_sys_open takes it.
	"compat_mode_t": {16, false, false},

	"loff_t": {64, true, false},
	"s64":    {64, true, false},
	"u64":    {64, false, false},
	"__u64":  {64, false, false},

	"cap_user_header_t": {register, false, true},
	"cap_user_data_t":   {register, false, true},
	"compat_uptr_t":     {register, false, true},
	"__sighandler_t":    {register, false, true},
}

// typeOf returns the size of a type as from [NormalType].
func typeOf(text string) (ctype, bool) {
	if strings.HasSuffix(text, "*") {
		return ctype{register, false, true}, true
	}
	t, ok := types[strings.TrimSpace(text)]
	return t, ok
}
