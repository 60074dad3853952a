// SPDX-License-Identifier: BSL-1.0

// The program that the others add to.

#include "../support/request.hpp"

int main(int argc, char**) {
    bench::request r;
    r.status = argc;
    return r.status == 0 ? 1 : 0;
}
