# SPDX-License-Identifier: BSL-1.0
# Defines logdefer::logdefer and logdefer::asio for the headers in logdefer_include_dir. Both are imported targets, so
# that what links to them can be exported and installed, and global, so that all directories of a program can use them.
if(TARGET logdefer::logdefer)
  return()
endif()

add_library(logdefer::logdefer INTERFACE IMPORTED GLOBAL)
target_include_directories(logdefer::logdefer INTERFACE "${logdefer_include_dir}")
target_compile_features(logdefer::logdefer INTERFACE cxx_std_20)
target_link_libraries(logdefer::logdefer INTERFACE Boost::json)

# What asio.hpp needs besides: Boost.Asio has only headers, but its programs have threads.
add_library(logdefer::asio INTERFACE IMPORTED GLOBAL)
target_link_libraries(logdefer::asio INTERFACE logdefer::logdefer Threads::Threads)
