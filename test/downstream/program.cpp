// SPDX-License-Identifier: BSL-1.0
#include <logdefer/clocks/manual_clock.hpp>
#include <logdefer/logdefer.hpp>

#include "transaction.hpp"

#include <iostream>

int main() { log_transaction(std::cout); }
