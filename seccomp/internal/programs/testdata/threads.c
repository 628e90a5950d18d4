/* Counts with eight threads, then runs a child process and two programs. */
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *work(void *unused) {
	for (int i = 0; i < 1000; i++) {
		pthread_mutex_lock(&mutex);
		count++;
		pthread_mutex_unlock(&mutex);
	}
	usleep(1000);
	return unused;
}

static int status(pid_t pid) {
	int s = -1;
	waitpid(pid, &s, 0);
	return WEXITSTATUS(s);
}

int main(void) {
	pthread_t threads[8];
	for (int i = 0; i < 8; i++) {
		pthread_create(&threads[i], NULL, work, NULL);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
	}
	pid_t child = fork();
	if (child == 0) {
		_exit(3);
	}
	char *argv[] = {"sh", "-c", "exit 4", NULL}, *environment[] = {NULL};
	pid_t spawned;
	if (posix_spawn(&spawned, "/bin/sh", NULL, NULL, argv, environment) != 0) {
		return 1;
	}
	int third = status(child), fourth = status(spawned);
	printf("%d %d %d %d\n", count, third, fourth, WEXITSTATUS(system("exit 5")));
	return 0;
}
