// SPDX-License-Identifier: BSL-1.0

// spdlog for what the process does, logdefer for what each request does.

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/spdlog_sink.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

int main() {
    //[beside
    spdlog::logger service{"service", std::make_shared<spdlog::sinks::stdout_sink_mt>()};
    service.set_pattern("%l: %v");
    service.info("listening on port {}", 8080);  // a state of the process: at once

    auto const file = std::make_shared<spdlog::sinks::rotating_file_sink_st>("requests.log", 64 << 20, 5);
    logdefer::async_sink sink{logdefer::spdlog_sink{file}};
    {
        log_type log{sink};  // a request: one record, when it has ended
        log.data("path", "/orders/7");
        log.info("answered", {{"status", 200}});
    }
    service.info("stopping");
    //]
    service.flush();
    if (sink.flush(std::chrono::steady_clock::now() + 2s)) std::cout << std::ifstream{"requests.log"}.rdbuf();
}
