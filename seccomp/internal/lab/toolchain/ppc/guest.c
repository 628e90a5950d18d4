/*
 * A guest for 32-bit powerpc, which Go does not support. It has the modes of a foreign
 * guest in package guest, with the same output: do nothing, and make the syscalls in a
 * file under an inherited filter.
 *
 * It uses no C library, and so controls every argument of every syscall: the probe
 * recognizes the syscalls to try by an argument.
 */

enum { NR_EXIT = 1, NR_READ = 3, NR_WRITE = 4, NR_OPEN = 5 };

enum { ERRNO_DENIED = 100, ERRNO_UNKNOWN = 101, ERRNO_ALLOWED = 200 };

/* The fourth and the fifth argument of a syscall to try. */
static const unsigned long marked = 0x7e57ca1;

/* Makes a syscall; *failed reports whether the result is an errno. */
static unsigned long make(unsigned long nr, const unsigned long *args, int *failed)
{
	register unsigned long r0 __asm__("r0") = nr;
	register unsigned long r3 __asm__("r3") = args[0];
	register unsigned long r4 __asm__("r4") = args[1];
	register unsigned long r5 __asm__("r5") = args[2];
	register unsigned long r6 __asm__("r6") = args[3];
	register unsigned long r7 __asm__("r7") = args[4];
	register unsigned long r8 __asm__("r8") = args[5];

	/* The kernel sets the summary overflow bit of cr0 if the syscall fails. */
	__asm__ volatile("sc; mfcr %0"
			 : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7), "+r"(r8)
			 :
			 : "r9", "r10", "r11", "r12", "cr0", "ctr", "xer", "memory");
	*failed = r0 >> 28 & 1;
	return r3;
}

static unsigned long call(unsigned long nr, unsigned long a, unsigned long b, unsigned long c)
{
	const unsigned long args[6] = { a, b, c, 0, 0, 0 };
	int failed;
	unsigned long result = make(nr, args, &failed);

	return failed ? -1UL : result;
}

static unsigned long length(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

static void fail(const char *why)
{
	static const char who[] = "guest for ppc: ";

	call(NR_WRITE, 2, (unsigned long)who, length(who));
	call(NR_WRITE, 2, (unsigned long)why, length(why));
	call(NR_WRITE, 2, (unsigned long)"\n", 1);
	call(NR_EXIT, 1, 0, 0);
}

/* The output, written when the buffer is full and at the end. */
static char out[1 << 14];
static unsigned long used;

static void flush(void)
{
	unsigned long done = 0;

	while (done < used) {
		unsigned long n = call(NR_WRITE, 1, (unsigned long)out + done, used - done);

		if (n == 0 || n == -1UL)
			fail("writing failed");
		done += n;
	}
	used = 0;
}

static void text(const char *s)
{
	for (; *s; s++) {
		if (used == sizeof(out))
			flush();
		out[used++] = *s;
	}
}

static void decimal(unsigned long n)
{
	char digits[11];
	char *p = digits + sizeof(digits) - 1;

	*p = 0;
	do {
		*--p = '0' + n % 10;
		n /= 10;
	} while (n);
	text(p);
}

static void verdict(unsigned long error)
{
	switch (error) {
	case ERRNO_DENIED:
		text("denied");
		return;
	case ERRNO_UNKNOWN:
		text("unknown");
		return;
	case ERRNO_ALLOWED:
		text("allowed");
		return;
	}
	text("errno-");
	decimal(error);
}

/* Successive syscalls with one outcome. */
struct run {
	unsigned long first, last, error;
	int any;
};

static void print(const struct run *r)
{
	if (!r->any)
		return;
	text("outcome ");
	verdict(r->error);
	text(" ");
	decimal(r->first);
	if (r->first != r->last) {
		text("..");
		decimal(r->last);
	}
	text("\n");
}

static void add(struct run *r, unsigned long place, unsigned long error)
{
	if (!r->any || r->error != error || r->last + 1 != place) {
		print(r);
		r->first = place;
		r->error = error;
		r->any = 1;
	}
	r->last = place;
}

/* The file. A line feed ends the last line to parse. */
static char file[64 << 20];

static void load(const char *path)
{
	unsigned long fd = call(NR_OPEN, (unsigned long)path, 0, 0);
	unsigned long end = 0;

	if (fd == -1UL)
		fail("the file of calls cannot be opened");
	for (;;) {
		unsigned long n = call(NR_READ, fd, (unsigned long)file + end, sizeof(file) - 1 - end);

		if (n == -1UL)
			fail("reading failed");
		if (n == 0)
			break;
		end += n;
	}
	if (end == sizeof(file) - 1)
		fail("the file of calls is too large");
	if (end && file[end - 1] != '\n')
		file[end] = '\n';
}

/* Reads a space and a word of hexadecimal digits. */
static const char *word(const char *p, unsigned long *value)
{
	if (*p++ != ' ')
		fail("no call: a word is missing");
	*value = 0;
	do {
		int digit = *p >= '0' && *p <= '9' ? *p - '0' : *p >= 'a' && *p <= 'f' ? *p - 'a' + 10 : -1;

		if (digit < 0 || *value >> 28)
			fail("no word of this machine");
		*value = *value << 4 | (unsigned long)digit;
		p++;
	} while (*p != ' ' && *p != '\n');
	return p;
}

/* Returns the text after the word at p, or 0 if the word differs. */
static const char *behind(const char *p, const char *wanted)
{
	for (; *wanted; p++, wanted++)
		if (*p != *wanted)
			return 0;
	return *p == ' ' ? p : 0;
}

/* Makes the syscall of a line, from its number on. */
static unsigned long try(const char *p)
{
	unsigned long nr, args[6], result;
	int failed;

	p = word(p, &nr);
	for (int i = 0; i < 6; i++)
		p = word(p, &args[i]);
	if (*p != '\n')
		fail("no call: a word too many");
	args[3] = args[4] = marked;
	result = make(nr, args, &failed);
	return failed ? result : 0;
}

static void inherited(const char *group, const char *path)
{
	struct run r = { 0 };
	unsigned long place = 0;
	const char *p = file;

	load(path);
	for (; *p; place++) {
		const char *rest = behind(p, group);

		if (rest)
			add(&r, place, try(rest));
		while (*p++ != '\n')
			;
	}
	if (!r.any)
		fail("the file has no call of this group");
	print(&r);
	flush();
}

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static const char *architecture(const char *group)
{
	while (*group && *group != '@')
		group++;
	return group;
}

void run(const unsigned long *stack)
{
	char **argv = (char **)(stack + 1);

	if (stack[0] == 4 && same(argv[1], "inherited") && same(architecture(argv[2]), "@ppc"))
		inherited(argv[2], argv[3]);
	else if (stack[0] != 2 || !same(argv[1], "nothing"))
		fail("expected nothing, or inherited, calls for ppc and a file");
	call(NR_EXIT, 0, 0, 0);
}

/* The kernel leaves the number of arguments and the arguments on the stack. */
__asm__(".globl _start\n"
	"_start:\n"
	"\tmr 3, 1\n"
	"\tli 0, 0\n"
	"\tstwu 0, -16(1)\n"
	"\tbl run\n");
