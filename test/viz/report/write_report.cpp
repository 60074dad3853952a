// SPDX-License-Identifier: BSL-1.0

/// Writes a report of the lines on standard input to standard output: write_report TITLE [RECORDS [BYTES]]

#include "report/html_report.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
    viz::report_limits limits;
    if (argc > 2) limits.records = std::stoul(argv[2]);
    if (argc > 3) limits.bytes = std::stoul(argv[3]);
    viz::html_report report(std::cout, argc > 1 ? argv[1] : "", limits);
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) report.add(line);
    bool const written = report.finish();
    std::cerr << report.message();
    return written ? EXIT_SUCCESS : EXIT_FAILURE;
}
