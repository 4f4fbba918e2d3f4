/* A disk that takes longer to make a write last: what the C library calls for it waits SLOW_DISK_MICROSECONDS more. Loaded in front of
   the library (LD_PRELOAD) by `cargo xtask bench server --sync-takes`. In C, since a program's own tools can replace a function of
   the C library only from outside. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_longer(void) {
    const char *text = getenv("SLOW_DISK_MICROSECONDS");
    long microseconds = text ? atol(text) : 0;
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
}

static int make_last(const char *name, int file) {
    int (*of_the_library)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int done = of_the_library(file);
    wait_longer();
    return done;
}

int fdatasync(int file) { return make_last("fdatasync", file); }
int fsync(int file) { return make_last("fsync", file); }
