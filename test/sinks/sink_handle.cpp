// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/sink_handle.hpp>

#include <logdefer/records/record.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace {

using logdefer::error;
using logdefer::detail::sink_handle;

std::string function_heard;
void function_sink(std::string_view text) { function_heard += text; }
std::error_code failing_function(std::string_view) noexcept { return error::sink_failed; }

struct named {
    void operator()(std::string_view) const {}
    [[nodiscard]] std::string const& name() const { return path; }
    std::string path = "requests.log";
};
struct named_by_value : named {
    [[nodiscard]] std::string name() const { return path; }
};

struct takes_text {
    void operator()(std::string_view) const {}
};
struct takes_record {
    void operator()(logdefer::record_view const&) const {}
};
static_assert(logdefer::sink<takes_text> && logdefer::text_sink<takes_text>);
static_assert(logdefer::sink<takes_record> && logdefer::record_sink<takes_record>);
static_assert(logdefer::sink<std::ostringstream&> && logdefer::stream_sink<std::ostringstream>);
static_assert(logdefer::sink<void (&)(std::string_view)> && logdefer::sink<void (*)(std::string_view)>);
static_assert(!logdefer::sink<int> && !logdefer::sink<void (*)()> && !logdefer::sink<std::string>);

/// Owns memory, so that sanitizers detect a surplus copy or a missing destruction.
template <std::size_t Size, std::size_t Align = alignof(std::max_align_t)>
struct alignas(Align) owning_sink {
    std::shared_ptr<std::string> heard = std::make_shared<std::string>();
    std::array<char, Size> ballast{};
    void operator()(std::string_view text) const {
        auto const address = reinterpret_cast<std::uintptr_t>(this);  // cast: only the low bits are used
        *heard += address % Align == 0 ? std::string{text} : "misaligned";
    }
};

template <class Sink>
void is_owned() {
    Sink sink;
    auto const heard = sink.heard;
    {
        sink_handle handle;
        BOOST_TEST(!handle.assign(std::move(sink)));
        BOOST_TEST(heard.use_count() == 2);
        BOOST_TEST(!handle("text"));
    }
    BOOST_TEST(*heard == "text");
    BOOST_TEST(heard.use_count() == 1);
}

struct throws_when_moved {
    throws_when_moved() = default;
    throws_when_moved(throws_when_moved&&) { throw std::bad_alloc(); }
    void operator()(std::string_view) const {}
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_lvalue_sink_is_referenced) {
    std::string heard;
    auto sink = [&heard, calls = 0](std::string_view text) mutable {
        heard += text.substr(0, static_cast<std::size_t>(++calls));
    };
    sink_handle handle;
    BOOST_TEST(!handle.assign(sink));
    BOOST_TEST(!handle("abc"));
    sink("abc");
    BOOST_TEST(heard == "aab");
}

BOOST_AUTO_TEST_CASE(a_constant_sink_is_called_as_a_constant) {
    struct either {
        int& from_const;
        void operator()(std::string_view) { from_const = -1; }
        void operator()(std::string_view) const { ++from_const; }
    };
    int calls = 0;
    either const sink{calls};
    sink_handle handle;
    BOOST_TEST(!handle.assign(sink));
    BOOST_TEST(!handle("x"));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(an_rvalue_sink_is_owned_whatever_its_size_and_alignment) {
    is_owned<owning_sink<1>>();
    is_owned<owning_sink<48>>();
    is_owned<owning_sink<49>>();
    is_owned<owning_sink<4000>>();
    is_owned<owning_sink<16, 64>>();
}

BOOST_AUTO_TEST_CASE(a_sink_that_cannot_be_moved_in_is_an_error_and_leaves_none) {
    sink_handle handle;
    BOOST_TEST(handle.assign(throws_when_moved{}) == error::out_of_memory);
    BOOST_TEST(handle("x") == error::out_of_memory);
    BOOST_TEST(!handle.wants_record());
    BOOST_TEST(handle.name().empty());
}

BOOST_AUTO_TEST_CASE(assigning_again_destroys_the_owned_sink) {
    owning_sink<100> first;
    auto const heard = first.heard;
    sink_handle handle;
    BOOST_TEST(!handle.assign(std::move(first)));
    BOOST_TEST(!handle.assign(named{}));
    BOOST_TEST(heard.use_count() == 1);
    BOOST_TEST(handle.name() == "requests.log");
    handle.reset();
    BOOST_TEST(handle.name().empty());
    BOOST_TEST(handle("x") == error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(a_function_is_a_sink) {
    function_heard.clear();
    sink_handle handle;
    BOOST_TEST(!handle.assign(function_sink));
    BOOST_TEST(!handle("a"));
    BOOST_TEST(!handle.assign(&function_sink));
    BOOST_TEST(!handle("b"));
    BOOST_TEST(!handle.assign(failing_function));
    BOOST_TEST(handle("c") == error::sink_failed);
    BOOST_TEST(function_heard == "ab");
}

BOOST_AUTO_TEST_CASE(a_sinks_code_is_passed_on) {
    sink_handle handle;
    BOOST_TEST(!handle.assign([](std::string_view) { return std::make_error_code(std::errc::no_space_on_device); }));
    BOOST_TEST(handle("x") == std::make_error_code(std::errc::no_space_on_device));
    BOOST_TEST(!handle.assign([](std::string_view) { return error::late; }));
    BOOST_TEST(handle("x") == error::late);
    BOOST_TEST(!handle.assign([](std::string_view) { return 7; }));
    BOOST_TEST(!handle("x"));
}

BOOST_AUTO_TEST_CASE(what_a_sink_throws_becomes_a_code) {
    sink_handle handle;
    BOOST_TEST(!handle.assign([](std::string_view) { throw std::runtime_error("no"); }));
    BOOST_TEST(handle("x") == error::sink_failed);
    BOOST_TEST(!handle.assign([](logdefer::record_view const&) { throw std::bad_alloc(); }));
    logdefer::detail::word const words[logdefer::detail::layout::entries]{};
    BOOST_TEST(handle(logdefer::detail::record_at(words)) == error::out_of_memory);
}

BOOST_AUTO_TEST_CASE(a_stream_gets_the_bytes) {
    std::ostringstream stream;
    sink_handle handle;
    BOOST_TEST(!handle.assign(stream));
    BOOST_TEST(!handle(std::string_view{"a\0b\n", 4}));
    BOOST_TEST(!handle(""));
    BOOST_TEST(stream.str() == (std::string{"a\0b\n", 4}));
}

BOOST_AUTO_TEST_CASE(a_stream_that_went_bad_is_an_error) {
    std::ostringstream stream;
    sink_handle handle;
    BOOST_TEST(!handle.assign(stream));
    stream.setstate(std::ios::badbit);
    BOOST_TEST(handle("x") == std::make_error_code(std::errc::io_error));
}

BOOST_AUTO_TEST_CASE(a_record_sink_gets_the_structure) {
    logdefer::detail::word words[logdefer::detail::layout::entries]{};
    words[logdefer::detail::layout::start] = 17;
    long start = 0;
    sink_handle handle;
    BOOST_TEST(!handle.wants_record());
    BOOST_TEST(!handle.assign([&](logdefer::record_view const& r) { start = r.start().count(); }));
    BOOST_TEST(handle.wants_record());
    BOOST_TEST(!handle(logdefer::detail::record_at(words)));
    BOOST_TEST(start == 17);
}

BOOST_AUTO_TEST_CASE(a_sink_without_a_name_has_an_empty_one) {
    sink_handle handle;
    BOOST_TEST(handle.name().empty());
    BOOST_TEST(!handle.assign(takes_text{}));
    BOOST_TEST(handle.name().empty());
    BOOST_TEST(!handle.assign(named_by_value{}));
    BOOST_TEST(handle.name().empty());
}

namespace {

/// A sink that has lost records, and is told which losses no record reports.
struct losing {
    std::uint64_t dropped = 0;
    void operator()(std::string_view) const {}
    std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
    void return_dropped(std::uint64_t n) noexcept { dropped += n; }
};
static_assert(logdefer::counting_sink<losing> && !logdefer::counting_sink<takes_text>);

/// A sink that stores at most so many bytes.
struct limited {
    std::string kept = {};
    std::size_t limit = 1000;
    void operator()(std::string_view text) { kept += text; }
    std::error_code write(std::string_view lines, std::size_t& written) {
        written = std::min(limit - kept.size(), lines.size());
        kept += lines.substr(0, written);
        return written < lines.size() ? std::make_error_code(std::errc::no_space_on_device) : std::error_code{};
    }
};
static_assert(logdefer::batch_writable<limited> && !logdefer::batch_writable<takes_text>);

}  // namespace

BOOST_AUTO_TEST_CASE(a_sink_that_does_not_count_has_dropped_nothing) {
    sink_handle handle;
    BOOST_TEST(handle.take_dropped() == 0U);
    BOOST_TEST(!handle.assign(takes_text{}));
    BOOST_TEST(handle.take_dropped() == 0U);
    handle.return_dropped(0);
}

BOOST_AUTO_TEST_CASE(a_sinks_count_of_dropped_records_is_taken_and_given_back) {
    losing sink{.dropped = 7};
    sink_handle handle;
    BOOST_TEST(!handle.assign(sink));
    BOOST_TEST(handle.take_dropped() == 7U);
    BOOST_TEST(handle.take_dropped() == 0U);
    handle.return_dropped(5);
    sink_handle other;
    BOOST_TEST(!other.take(handle));
    BOOST_TEST(other.take_dropped() == 5U);
    BOOST_TEST(!handle.assign(takes_text{}));
    BOOST_TEST(handle.take_dropped() == 0U);
}

BOOST_AUTO_TEST_CASE(a_sink_that_may_lose_a_record_later_hears_what_it_tells) {
    struct : losing {
        using losing::operator();
        void operator()(std::string_view, std::uint64_t n) { told = n; }
        std::uint64_t told = 0;
    } sink;
    sink_handle handle;
    BOOST_TEST(!handle.assign(sink));
    BOOST_TEST(!handle("a record", 7));
    BOOST_TEST(sink.told == 7U);
    BOOST_TEST(!handle("a record"));
    BOOST_TEST(sink.told == 0U);
}

BOOST_AUTO_TEST_CASE(several_records_go_to_a_sink_that_takes_them_at_once) {
    limited sink{.limit = 6};
    sink_handle handle;
    BOOST_TEST(!handle.takes_batches());
    BOOST_TEST(!handle.assign(sink));
    BOOST_TEST(handle.takes_batches());
    std::size_t written = 99;
    BOOST_TEST(!handle.write("a\nb\n", written));
    BOOST_TEST(written == 4U);
    BOOST_TEST(handle.write("c\nd\n", written) == std::make_error_code(std::errc::no_space_on_device));
    BOOST_TEST(written == 2U);
    BOOST_TEST(sink.kept == "a\nb\nc\n");
    BOOST_TEST(!handle.assign(takes_text{}));
    BOOST_TEST(!handle.takes_batches());
}

BOOST_AUTO_TEST_CASE(a_stream_takes_several_records_at_once) {
    std::ostringstream stream;
    sink_handle handle;
    BOOST_TEST(!handle.assign(stream));
    std::size_t written = 99;
    BOOST_TEST(!handle.write("a\nb\n", written));
    BOOST_TEST(written == 4U);
    stream.setstate(std::ios::badbit);
    BOOST_TEST(handle.write("c\n", written) == std::make_error_code(std::errc::io_error));
    BOOST_TEST(written == 0U);
}

BOOST_AUTO_TEST_CASE(a_sink_left_behind_is_not_destroyed) {
    struct counting {
        int* destroyed;
        explicit counting(int& count) : destroyed(&count) {}
        counting(counting&& other) noexcept : destroyed(other.destroyed) {}
        ~counting() { ++*destroyed; }
        void operator()(std::string_view) const {}
    };
    int destroyed = 0;
    {
        sink_handle handle;
        BOOST_TEST(!handle.assign(counting{destroyed}));
        destroyed = 0;
        handle.leave_behind();
        BOOST_TEST(handle("x") == error::out_of_memory);
    }
    BOOST_TEST(destroyed == 0);
}
