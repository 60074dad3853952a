// SPDX-License-Identifier: BSL-1.0

// Custom levels, and a threshold above which calls are compiled away.

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <iostream>
#include <string_view>

//[levels
struct service_levels {
    static constexpr int threshold = 40;  // what is less important generates no instruction

    static constexpr std::string_view name(int level) noexcept {
        switch (level) {
            case 25: return "notice";
            case 50: return "trace";
            default: return logdefer::default_levels::name(level);
        }
    }

    template <class Log>
    struct members : logdefer::default_levels::members<Log> {
        LOGDEFER_LEVEL(notice, 25)
        LOGDEFER_LEVEL(trace, 50)
    };
};

template <class Serializer>
using service_log = logdefer::basic_log_defer<logdefer::manual_clock, Serializer, service_levels>;
//]

template <class Serializer>
void serve() {
    //[use
    service_log<Serializer> log{std::cout};
    log.notice("configuration reloaded", {{"files", 3}});
    log.trace("never there");  // 50 is above the threshold of 40
    log.add_log(35, "a level without a name");
    //]
}

int main() {
    serve<logdefer::json_serializer>();
    serve<logdefer::basic_text_serializer<service_levels>>();
}
