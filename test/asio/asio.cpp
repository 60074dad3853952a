// SPDX-License-Identifier: BSL-1.0

// Asio is compiled once, here: every other file would take seconds more.
#include <boost/asio/impl/src.hpp>
