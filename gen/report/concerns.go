package report

// concern is an effect to worry about, with the syscalls for it. A profile has it if one of
// them is made with some of its arguments.
type concern struct {
	title string
	// text describes the effect.
	text string
	ways []way
}

// way is an operation, with the condition of the arguments for the effect. The empty
// condition holds for all.
type way struct{ operation, when string }

// concerns lists the effects in the order of the page.
var concerns = []concern{
	{
		"Namespaces",
		"The process can make user namespaces or enter namespaces. In a user namespace it has all capabilities, and reaches kernel code closed to it otherwise.",
		[]way{{"clone", "clone_flags & CLONE_NEWUSER != 0"}, {"clone3", ""}, {"unshare", "unshare_flags & CLONE_NEWUSER != 0"}, {"setns", ""}},
	},
	{
		"io_uring",
		"Operations in the queues of io_uring pass no filter.",
		[]way{{"io_uring_setup", ""}},
	},
	{
		"Files",
		"File names are behind pointers, and no filter reads them: the process opens each file open to its user. Landlock limits files.",
		[]way{{"open", ""}, {"openat", ""}, {"openat2", ""}, {"creat", ""}, {"open_by_handle_at", ""}, {"io_uring_setup", ""}},
	},
	{
		"Programs",
		"The process can run other programs. Their names are behind pointers: it runs each program executable for its user. The filter stays on them.",
		[]way{{"execve", ""}, {"execveat", ""}},
	},
	{
		"Addresses",
		"Addresses of sockets are behind pointers: the process reaches each address of its families of sockets.",
		[]way{{"connect", ""}, {"bind", ""}, {"sendto", ""}, {"sendmsg", ""}, {"sendmmsg", ""}, {"io_uring_setup", ""}},
	},
	{
		"Rare sockets",
		"Sockets of rare families, such as AF_ALG, AF_VSOCK and AF_PACKET, reach kernel code with a history of faults.",
		[]way{{"socket", "family != AF_UNIX && family != AF_INET && family != AF_INET6 && family != AF_NETLINK"}, {"io_uring_setup", ""}},
	},
	{
		"Terminal",
		"The process can type commands into its terminal.",
		[]way{{"ioctl", "cmd == TIOCSTI || cmd == TIOCLINUX"}},
	},
	{
		"Other processes",
		"The process can read and change other processes of its user, if the kernel's ptrace rules let it.",
		[]way{{"ptrace", ""}, {"process_vm_readv", ""}, {"process_vm_writev", ""}, {"pidfd_getfd", ""}},
	},
	{
		"Executable memory",
		"Memory can be writable and executable: injected code runs.",
		[]way{{"mmap", writeExecute}, {"mprotect", writeExecute}, {"pkey_mprotect", writeExecute}, {"shmat", "shmflg & SHM_EXEC != 0"}, {"personality", "personality != 0xffffffff && personality & 0x400000 != 0"}},
	},
	{
		"Mounts",
		"With the capability for it, or in a user namespace, the process changes the mounted file systems.",
		[]way{{"mount", ""}, {"umount2", ""}, {"pivot_root", ""}, {"fsopen", ""}, {"fspick", ""}, {"move_mount", ""}, {"open_tree", ""}, {"open_tree_attr", ""}, {"mount_setattr", ""}},
	},
	{
		"Kernel",
		"Interfaces for kernel modules, tracing and keys have a history of exploits.",
		[]way{{"bpf", ""}, {"perf_event_open", ""}, {"userfaultfd", ""}, {"add_key", ""}, {"keyctl", ""}, {"request_key", ""}, {"init_module", ""}, {"finit_module", ""}, {"kexec_load", ""}, {"kexec_file_load", ""}},
	},
}

// writeExecute is the condition of memory both writable and executable.
const writeExecute = "prot & (PROT_WRITE|PROT_EXEC) == PROT_WRITE|PROT_EXEC"
