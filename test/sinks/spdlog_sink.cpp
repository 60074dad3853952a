// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/spdlog_sink.hpp>

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <stdlib.h>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>

using namespace logdefer;
using namespace logdefer::test;

namespace {

using test_log = basic_log_defer<manual_clock>;

manual_clock const clock_at_start{start_time};
std::string const empty_record = record_of(R"("end":0.000000)");

/// Stores the levels of its messages, and counts flushes.
class watching_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::vector<spdlog::level::level_enum> levels;
    int flushes = 0;

private:
    void sink_it_(spdlog::details::log_msg const& message) override { levels.push_back(message.level); }
    void flush_() override { ++flushes; }
};

class failing_sink final : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(spdlog::details::log_msg const&) override { throw spdlog::spdlog_ex("disk full"); }
    void flush_() override {}
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_record_is_one_line_as_it_is) {
    std::ostringstream out;
    spdlog_sink sink{std::make_shared<spdlog::sinks::ostream_sink_mt>(out)};
    for (int i = 0; i < 2; ++i) test_log{sink, clock_at_start};
    BOOST_TEST(out.str() == empty_record + empty_record);
}

BOOST_AUTO_TEST_CASE(what_spdlog_would_replace_stays) {
    std::ostringstream out;
    spdlog_sink sink{std::make_shared<spdlog::sinks::ostream_sink_mt>(out)};
    sink("100 %v {} without a line end");
    BOOST_TEST(out.str() == "100 %v {} without a line end\n");
}

BOOST_AUTO_TEST_CASE(each_record_has_the_level_of_the_sink_and_is_flushed) {
    auto const target = std::make_shared<watching_sink>();
    spdlog_sink{target}("a\n");
    spdlog_sink{target, spdlog::level::err}("b\n");
    BOOST_TEST((target->levels == std::vector{spdlog::level::info, spdlog::level::err}));
    BOOST_TEST(target->flushes == 2);
}

BOOST_AUTO_TEST_CASE(what_spdlog_throws_is_an_error_of_the_sink) {
    spdlog_sink sink{std::make_shared<failing_sink>()};
    BOOST_TEST(test_log(sink, clock_at_start, settings{.on_error = [](std::error_code, std::string_view) {}}).finish()
               == error::sink_failed);
}

BOOST_AUTO_TEST_CASE(files_rotate_behind_a_queue_too) {
    std::string folder = (std::filesystem::temp_directory_path() / "logdefer-spdlog-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
    {
        async_sink sink{spdlog_sink{std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            folder + "/requests.log", empty_record.size() * 2, 2)}};
        for (int i = 0; i < 5; ++i) test_log{sink, clock_at_start};
    }
    std::string text;
    for (auto const& file : std::filesystem::directory_iterator{folder}) {
        std::ifstream in{file.path()};
        std::string const part{std::istreambuf_iterator<char>{in}, {}};
        BOOST_TEST(part.size() <= empty_record.size() * 2);
        text += part;
    }
    std::filesystem::remove_all(folder);
    BOOST_TEST(text.size() == empty_record.size() * 5);
}
