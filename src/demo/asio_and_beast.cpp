// SPDX-License-Identifier: BSL-1.0

// Compiles Asio and Beast once, so that every other file compiles seconds faster.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
