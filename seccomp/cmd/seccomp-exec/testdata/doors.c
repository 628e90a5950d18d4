/* A program under seccomp-exec. It reads the process ID of its supervisor from
 * standard input and, by its first argument:
 *
 *   try    tries every way into the supervisor, and names each that is open
 *   stop   stops the supervisor, and makes a refused syscall meanwhile
 *   kill   kills the supervisor; a child and a daemon that outlive the program make
 *          a refused syscall then
 *   mem, poke
 *          write code to the supervisor through /proc/PID/mem or by ptrace(2), at the
 *          address and with the bytes that follow in hexadecimal
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

static pid_t supervisor;

static void is_open(const char *door) { dprintf(1, "open: %s\n", door); }

static void try_file(const char *name, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", supervisor, name);
  int fd = open(path, flags);
  if (fd < 0) return;
  is_open(name);
  close(fd);
}

static void try_fds(void) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", supervisor);
  DIR *dir = opendir(path);
  if (dir) {
    is_open("fd");
    closedir(dir);
  }
  for (int fd = 0; fd < 16; fd++) {
    snprintf(path, sizeof path, "fd/%d", fd);
    try_file(path, O_RDWR);
    try_file(path, O_RDONLY);
  }
}

/* Another error than of permissions means that the kernel has looked at the memory. */
static void try_memory(void) {
  char byte = 0;
  struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
  if (process_vm_readv(supervisor, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) is_open("process_vm_readv");
  if (process_vm_writev(supervisor, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) is_open("process_vm_writev");
}

/* The signal for a stop of the supervisor would stop the program for its tracer, which
 * is stopped. */
static void block_sigchld(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, 0);
}

static void try_ptrace(void) {
  if (ptrace(PTRACE_ATTACH, supervisor, 0, 0) == 0) {
    is_open("PTRACE_ATTACH");
    waitpid(supervisor, 0, __WALL);
    ptrace(PTRACE_DETACH, supervisor, 0, 0);
  }
  if (ptrace(PTRACE_SEIZE, supervisor, 0, 0) == 0) {
    is_open("PTRACE_SEIZE");
    ptrace(PTRACE_INTERRUPT, supervisor, 0, 0);
    waitpid(supervisor, 0, __WALL);
    ptrace(PTRACE_DETACH, supervisor, 0, 0);
  }
}

static void try_pidfd(void) {
  int fd = syscall(SYS_pidfd_open, supervisor, 0);
  if (fd >= 0 && syscall(SYS_pidfd_getfd, fd, 0, 0) >= 0) is_open("pidfd_getfd");
}

static void try_all(void) {
  try_file("mem", O_RDWR);
  try_file("mem", O_RDONLY);
  try_file("maps", O_RDONLY);
  try_file("environ", O_RDONLY);
  try_file("auxv", O_RDONLY);
  try_file("root", O_RDONLY);
  try_file("cwd", O_RDONLY);
  try_file("exe", O_RDONLY);
  try_fds();
  try_memory();
  try_ptrace();
  try_pidfd();
}

/* The filter makes it fail with EXDEV, as no kernel does. */
static void refused(const char *who) {
  int failed = mount("", "", "", 0, 0);
  dprintf(1, "%s: %s\n", who, failed && errno == EXDEV ? "refused" : "not refused");
}

/* Begins a process that goes on when the program has ended: then the pipe has. */
static void outlive(int daemon) {
  int ends[2];
  char byte;
  if (pipe(ends)) return;
  if (fork() != 0) {
    close(ends[0]);
    return;
  }
  close(ends[1]);
  if (daemon) {
    setsid();
    if (fork() != 0) _exit(0);
  }
  while (read(ends[0], &byte, 1) < 0 && errno == EINTR) continue;
  refused(daemon ? "daemon" : "child");
  _exit(0);
}

/* Returns the length of the bytes, which fill whole words. */
static int bytes_of(const char *hex, unsigned char *code, int room) {
  int n = 0;
  unsigned byte;
  for (; n < room && sscanf(hex + 2 * n, "%2x", &byte) == 1; n++) code[n] = byte;
  return (n + sizeof(long) - 1) / sizeof(long) * sizeof(long);
}

static int write_mem(unsigned long at, const unsigned char *code, int n) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", supervisor);
  int fd = open(path, O_RDWR);
  return fd >= 0 && lseek(fd, at, SEEK_SET) == (off_t)at && write(fd, code, n) == n;
}

static int write_poke(unsigned long at, const unsigned char *code, int n) {
  long word;
  if (ptrace(PTRACE_ATTACH, supervisor, 0, 0) || waitpid(supervisor, 0, __WALL) != supervisor) return 0;
  for (int i = 0; i < n; i += sizeof word) {
    memcpy(&word, code + i, sizeof word);
    if (ptrace(PTRACE_POKETEXT, supervisor, at + i, word)) return 0;
  }
  return ptrace(PTRACE_DETACH, supervisor, 0, 0) == 0;
}

static int inject(const char *how, const char *at, const char *hex) {
  unsigned char code[1024] = {0};
  int n = bytes_of(hex, code, sizeof code);
  int (*writes)(unsigned long, const unsigned char *, int) = strcmp(how, "mem") ? write_poke : write_mem;
  if (writes(strtoul(at, 0, 16), code, n)) return 0;
  dprintf(1, "cannot write\n");
  return 3;
}

int main(int argc, char **argv) {
  char line[32];
  int n = read(0, line, sizeof line - 1);
  if (argc < 2 || n <= 0) return 2;
  line[n] = 0;
  supervisor = atoi(line);
  block_sigchld();
  if (argc == 4) return inject(argv[1], argv[2], argv[3]);
  if (!strcmp(argv[1], "try")) {
    try_all();
  } else if (!strcmp(argv[1], "stop")) {
    kill(supervisor, SIGSTOP);
    refused("program");
    kill(supervisor, SIGCONT);
  } else if (!strcmp(argv[1], "kill")) {
    outlive(0);
    outlive(1);
    if (kill(supervisor, SIGKILL) == 0)
      for (;;) pause();
    refused("program");
  }
  return 0;
}
