/*
 * powercut: notes how much of each file is on the disk.
 *
 * What a process has written survives its death, for the system keeps it: a kill
 * shows nothing of what the loss of power takes. Preloaded into redis-server, this
 * notes the size of a file before each fdatasync and fsync that succeeds, in the
 * directory POWERCUT_DIR under the file's inode number. Whoever cuts each file back
 * to its note afterwards has what the disk would hold.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int noted(const char *name, int fd)
{
	int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	const char *dir = getenv("POWERCUT_DIR");
	struct stat before;
	int regular = fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
	int result = sync(fd);
	int error = errno;
	char path[4096], size[32];
	int note;

	if (result != 0 || !regular || dir == NULL)
		return result;
	snprintf(path, sizeof path, "%s/%llu", dir, (unsigned long long)before.st_ino);
	snprintf(size, sizeof size, "%020lld", (long long)before.st_size);
	note = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (note < 0 || pwrite(note, size, strlen(size), 0) < 0) {
		perror("powercut");
		abort();
	}
	close(note);
	errno = error;
	return result;
}

int fdatasync(int fd) { return noted("fdatasync", fd); }
int fsync(int fd) { return noted("fsync", fd); }
