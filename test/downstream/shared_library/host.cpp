// SPDX-License-Identifier: BSL-1.0
/// Loads the library of its argument twice, and lets it log. Ends with 1 where the library is still there in between.
#include <cstdio>

#include <dlfcn.h>

int main(int, char** arguments) {
    for (int times = 0; times < 2; ++times) {
        if (::dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD) != nullptr) return 1;
        void* const library = ::dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return std::puts(::dlerror()), 1;
        reinterpret_cast<void (*)()>(::dlsym(library, "log_and_forget"))();  // POSIX gives functions as void*
        ::dlclose(library);
    }
}
