// SPDX-License-Identifier: BSL-1.0

// Compiles Asio once, so that every other file compiles seconds faster.
#include <boost/asio/impl/src.hpp>
