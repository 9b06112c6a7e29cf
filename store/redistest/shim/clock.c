/*
 * clock: a clock that is wrong.
 *
 * Preloaded into redis-server, this adds to the time of day what the first eight
 * bytes of the file CLOCK_FILE hold, a number of seconds in the machine's byte order.
 * The file may change while the server runs. Clocks that only count go on as they are.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *seconds;

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("CLOCK_FILE");
	int fd = file == NULL ? -1 : open(file, O_RDONLY | O_CLOEXEC);
	void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		abort();
	close(fd);
	seconds = map;
}

static int64_t off(void) { return seconds == NULL ? 0 : *seconds; }

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int result = (int)syscall(SYS_clock_gettime, clock, t);

	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		t->tv_sec += off();
	return result;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec now;
	int result = (int)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);

	(void)zone;
	t->tv_sec = now.tv_sec + off();
	t->tv_usec = now.tv_nsec / 1000;
	return result;
}

time_t time(time_t *t)
{
	struct timespec now;

	syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
	now.tv_sec += off();
	if (t != NULL)
		*t = now.tv_sec;
	return now.tv_sec;
}
