// SPDX-License-Identifier: BSL-1.0

/// An HTTP service for orders, with one log for each request. Where to look: `http_session.cpp` makes the log, binds
/// the work to it and ends it; `handlers.cpp` finds it; `order_database.hpp` lends it to other threads;
/// `log_settings.cpp` decides which of its lines are written.

#include "command_line.hpp"
#include "log_settings.hpp"
#include "order_database.hpp"
#include "server.hpp"
#include "traffic.hpp"

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/async_sink.hpp>

#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

using namespace orders;

/// Opens a resource that the service needs; if that fails, the error message says which one.
template <class Open>
auto open(std::string const& what, Open make) {
    try {
        return make();
    } catch (boost::system::system_error const& e) {  // omits the place in Asio that what() includes
        throw std::runtime_error{what + ": " + e.code().message()};
    } catch (std::exception const& e) {
        throw std::runtime_error{what + ": " + e.what()};
    }
}

logdefer::file_sink open_log(std::string const& path) {
    logdefer::file_sink records{path};
    if (records.error()) throw std::runtime_error{records.error().message()};
    return records;
}

/// Serves until a signal arrives; prints its address on the first line of output, and the totals on the last.
int serve(settings const& s) {
    traffic counts;
    auto const on_log_error = [&](std::error_code why, std::string_view where) {
        ++counts.log_errors;
        logdefer::error_hook{}(why, where);  // prints to standard error
    };
    logdefer::async_sink records{open("cannot open the log " + s.log, [&] { return open_log(s.log); }),
                                 {.on_error = on_log_error}};
    auto database = open("cannot open the database " + s.database,
                         [&] { return order_database{s.database, s.database_threads, s.seed}; });
    auto logs = make_log_settings(s.detail, on_log_error);
    service shared{database, records, logs, counts};
    auto http = open("cannot listen on 127.0.0.1:" + std::to_string(s.port), [&] { return server{s.port, shared}; });

    std::printf("orders-service listens on http://127.0.0.1:%d\n", http.port());
    std::fflush(stdout);
    http.run(s.threads);
    database.join();
    (void)records.flush(std::chrono::steady_clock::time_point::max());  // so that no error comes after the counts
    std::printf("%s\n", counts.to_json().c_str());
    return counts.log_errors == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        auto const s = parse_command_line({argv + 1, static_cast<std::size_t>(argc - 1)});
        if (!s.help) return serve(s);
        std::fputs(usage, stdout);
        return 0;
    } catch (std::invalid_argument const& e) {
        std::fprintf(stderr, "orders-service: %s; see --help\n", e.what());
        return 2;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "orders-service: %s\n", e.what());
        return 1;
    }
}
