// SPDX-License-Identifier: BSL-1.0
/// Runs a fuzz target on the given files, for compilers without libFuzzer.
#include "target.hpp"

#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        std::ifstream file{argv[i], std::ios::binary};
        std::string const bytes{std::istreambuf_iterator<char>{file}, {}};
        fuzz::require(file.good(), "the file can be read", argv[i]);
        // cast: char and uint8_t are both bytes
        (void)LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    }
    std::printf("%d inputs\n", argc - 1);
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
