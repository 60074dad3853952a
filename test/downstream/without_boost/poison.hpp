// SPDX-License-Identifier: BSL-1.0
/// What is compiled after this header must name neither Boost nor a call that only Linux has.
#include <iostream>  // libstdc++ makes such calls itself
#include <memory>
#include <mutex>
#include <string>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#pragma GCC poison boost
#pragma GCC poison accept4 dup3 epoll_create1 eventfd fallocate gettid memfd_create mremap pipe2 prctl
#pragma GCC poison pthread_setname_np sched_getcpu sched_setaffinity signalfd syscall timerfd_create tgkill
