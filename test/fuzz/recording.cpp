// SPDX-License-Identifier: BSL-1.0
/// Each byte is a call or an argument of one: whatever is called, one line of JSON comes out.
#include <logdefer/logdefer.hpp>

#include "target.hpp"

#include <logdefer/testing.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstring>
#include <optional>
#include <vector>

namespace {

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// The input, taken bit by bit; zeros when it has run out.
class byte_source {
public:
    explicit byte_source(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }

    template <class T>
    T take() {
        std::array<char, sizeof(T)> bytes{};
        auto const n = rest_.copy(bytes.data(), bytes.size());
        rest_.remove_prefix(n);
        return std::bit_cast<T>(bytes);
    }

    /// Up to 255 bytes of any kind, which live as long as the input.
    std::string_view text() {
        std::size_t const size = take<std::uint8_t>();
        auto const t = rest_.substr(0, size);
        rest_.remove_prefix(t.size());
        return t;
    }

private:
    std::string_view rest_;
};

/// An array in an array, and so on.
struct nested {
    int depth;
    std::string_view inside;
};

/// Does with the writer what encoders should not do.
struct careless {
    std::uint8_t values;
};

}  // namespace

template <>
struct logdefer::encoder<nested> {
    static void encode(nested const& n, value_writer& out) {
        if (n.depth == 0) return out.write(n.inside);
        out.array([&] { out.write(nested{n.depth - 1, n.inside}); });
    }
};

template <>
struct logdefer::encoder<careless> {
    static void encode(careless const& c, value_writer& out) {
        for (int i = 0; i < c.values % 4; ++i) out.write(i);
    }
};

namespace {

void log_line(log_type& log, byte_source& in) {
    auto const level = in.take<int>();
    auto const a = in.text();
    auto const b = in.text();
    switch (in.take<std::uint8_t>() % 7) {
        case 0: return log.add_log(level, a);
        case 1: return log.add_log(level, a, in.take<double>(), in.take<std::int64_t>());
        case 2: return log.add_log(level, a, {{b, in.take<std::uint64_t>()}, {a, b}, {b, {{"nested", b}}}}, b);
        case 3: return log.add_log(level, [&] { return a; }, logdefer::list{a, in.take<float>(), nullptr});
        case 4: return log.add_log(level, a, nested{in.take<std::uint8_t>(), b}, careless{in.take<std::uint8_t>()});
        case 5: return log.add_log(level, a, std::chrono::nanoseconds{in.take<std::int64_t>()}, in.take<char>());
        default: return log.add_log(level, a, std::vector{b, a}, std::optional<int>{}, boost::json::value{{"v", {1}}});
    }
}

void set_data(log_type& log, byte_source& in) {
    auto const key = in.text();
    auto const mode = in.take<std::uint8_t>() % 2 == 1 ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
    switch (in.take<std::uint8_t>() % 4) {
        case 0: return log.data(key, {{in.text(), {{in.text(), in.text()}}}}, mode);
        case 1: return log.data(key, in.text(), mode);
        case 2: return log.data({{key, in.take<int>()}, {in.text(), nested{in.take<std::uint8_t>(), {}}}}, mode);
        default: return log.data(key, in.take<double>(), mode);
    }
}

void merge_foreign(log_type& log, byte_source& in) {
    logdefer::record foreign;
    auto const deep = in.take<std::uint8_t>() % 2 == 1 ? logdefer::merge_data::deep : logdefer::merge_data::shallow;
    if (logdefer::read_record(in.text(), foreign)) log.merge(foreign, deep);
}

void call(log_type& log, logdefer::manual_clock const& clock, byte_source& in) {
    switch (in.take<std::uint8_t>() % 8) {
        case 0: return set_data(log, in);
        case 1: return log.toggle_timer(in.text());
        case 2: return (void)log.timer(in.text());
        case 3: return clock.advance(std::chrono::nanoseconds{in.take<std::int32_t>()});
        case 4: return merge_foreign(log, in);
        case 5: return log.outcome(static_cast<logdefer::outcome>(in.take<std::uint8_t>() % 5));
        default: return log_line(log, in);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    byte_source in{{reinterpret_cast<char const*>(data), size}};  // char and uint8_t are both bytes
    logdefer::capturing_sink sink;
    {
        logdefer::manual_clock const clock{std::chrono::nanoseconds{in.take<std::int64_t>()}};
        log_type log{sink, clock};
        while (!in.empty()) call(log, clock, in);
    }
    std::string const& text = sink.texts().at(0);
    boost::json::error_code code;
    (void)boost::json::parse(text, code, {}, {.max_depth = 200});
    fuzz::require(!code, "the record is JSON", text);
    fuzz::require(text.find('\n') == text.size() - 1, "the record is one line", text);
    fuzz::require(text.starts_with(R"({"start":)"), "the record starts with its start", text);
    logdefer::record read;
    fuzz::require(bool{logdefer::read_record(text, read)}, "the record can be read", text);
    fuzz::require(fuzz::json_of(read) == text, "the record reads as itself", text);
    return 0;
}
