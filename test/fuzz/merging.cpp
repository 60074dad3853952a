// SPDX-License-Identifier: BSL-1.0
/// Each byte selects a call, or a key or value, all with the same few keys. The result must be that of a Python
/// dictionary, in which the last value of a key is at its first position, at every depth.
#include <logdefer/logdefer.hpp>

#include "target.hpp"

#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;
using logdefer::merge_data;

/// Reads the input byte by byte; returns zeros at its end.
class byte_source {
public:
    explicit byte_source(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] bool empty() const { return rest_.empty(); }

    std::size_t below(std::size_t n) {
        if (empty()) return 0;
        auto const byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return byte % n;
    }

private:
    std::string_view rest_;
};

/// A key as a program passes it, and as JSON shows it.
struct key {
    std::string bytes;
    std::string shown;
};

/// Several are equal in JSON; there are more than are compared pairwise.
key const& key_at(std::size_t i) {
    static std::vector<key> const all = [] {
        std::vector<key> keys{{"", ""},
                              {"a", "a"},
                              {"b", "b"},
                              {"k\xff", "k\xef\xbf\xbd"},
                              {"k\xfe", "k\xef\xbf\xbd"},
                              {"k\xef\xbf\xbd", "k\xef\xbf\xbd"},
                              {"\xe2\x82", "\xef\xbf\xbd"},
                              {"\xf0\x9f\x98", "\xef\xbf\xbd"},
                              {"caf\xc3\xa9", "caf\xc3\xa9"},
                              {"\"\n", "\\\"\\n"},
                              {std::string(300, 'l'), std::string(300, 'l')},
                              {std::string(300, 'l') + "\xff", std::string(300, 'l') + "\xef\xbf\xbd"}};
        while (keys.size() < 48) {
            auto const numbered = "numbered " + std::to_string(keys.size());
            keys.push_back({numbered, numbered});
        }
        return keys;
    }();
    return all[i];
}
constexpr std::size_t key_count = 48;

struct member;

/// A number, or a value with members; those of an array have no keys. An object may contain a key twice when it is
/// generated.
struct node {
    enum class kind : std::uint8_t { number, text, array, object };

    kind is = kind::number;
    std::size_t number = 0;
    std::vector<member> members;
};

struct member {
    std::size_t key;
    node value;
};

bool is_object(node const& n) { return n.is == node::kind::object; }

void set(node& object, std::size_t key, node const& value, merge_data mode) {
    auto const known =
        std::ranges::find_if(object.members, [&](member const& m) { return key_at(m.key).shown == key_at(key).shown; });
    if (known == object.members.end()) {
        object.members.push_back({key, value});
    } else if (mode == merge_data::deep && is_object(known->value) && is_object(value)) {
        for (member const& m : value.members) set(known->value, m.key, m.value, mode);
    } else {
        known->value = value;
    }
}

/// Returns the value with each key once.
node unified(node const& n) {
    node result{n.is, n.number, {}};
    for (member const& m : n.members) {
        if (is_object(n)) {
            set(result, m.key, unified(m.value), merge_data::shallow);
        } else {
            result.members.push_back({m.key, unified(m.value)});
        }
    }
    return result;
}

std::string json_of(node const& n) {
    if (n.is == node::kind::number) return std::to_string(n.number);
    if (n.is == node::kind::text) return "\"text " + std::to_string(n.number) + '"';
    std::string members;
    for (member const& m : n.members) {
        if (!members.empty()) members += ',';
        if (is_object(n)) members += '"' + key_at(m.key).shown + "\":";
        members += json_of(m.value);
    }
    return is_object(n) ? '{' + members + '}' : '[' + members + ']';
}

std::size_t any_key(byte_source& in) { return in.below(key_count); }
merge_data any_mode(byte_source& in) { return in.below(4) == 0 ? merge_data::shallow : merge_data::deep; }

node any_node(byte_source& in, int depth);

node any_object(byte_source& in, int depth) {
    node object{node::kind::object, 0, {}};
    std::size_t const size = in.below(16) == 0 ? in.below(256) : in.below(6);
    for (std::size_t i = 0; i < size && !in.empty(); ++i) {
        auto const key = any_key(in);
        object.members.push_back({key, any_node(in, depth - 1)});
    }
    return object;
}

node any_node(byte_source& in, int depth) {
    auto const choice = in.below(depth > 0 ? 8 : 2);
    if (choice < 2) return {choice == 0 ? node::kind::number : node::kind::text, in.below(256), {}};
    if (choice > 2) return any_object(in, depth);
    node array{node::kind::array, 0, {}};
    for (auto n = in.below(4); n > 0; --n) array.members.push_back({0, any_node(in, depth - 1)});
    return array;
}

}  // namespace

template <>
struct logdefer::encoder<node> {
    static void encode(node const& n, value_writer& out) {
        switch (n.is) {
            case node::kind::number: return out.write(n.number);
            case node::kind::text: return out.write("text " + std::to_string(n.number));
            case node::kind::array:
                return out.array([&] {
                    for (member const& m : n.members) out.write(m.value);
                });
            case node::kind::object:
                return out.object([&](object_writer& members) {
                    for (member const& m : n.members) members.member(key_at(m.key).bytes, m.value);
                });
        }
    }
};

namespace {

struct setting {
    std::size_t key;
    node value;
    merge_data mode;
};

/// The calls of one log, and the records merged into it.
struct told {
    std::vector<setting> data;
    std::vector<node> lines;
};

/// One record: of a log, and of the forks that have ended, in this order.
struct model {
    told first;
    std::vector<told> forks;

    [[nodiscard]] node data() const {
        node all{node::kind::object, 0, {}};
        auto const add = [&](told const& t) {
            for (setting const& s : t.data) set(all, s.key, unified(s.value), s.mode);
        };
        add(first);
        std::ranges::for_each(forks, add);
        return all;
    }

    [[nodiscard]] std::vector<node> lines() const {
        auto all = first.lines;
        for (told const& t : forks) all.insert(all.end(), t.lines.begin(), t.lines.end());
        return all;
    }

    /// All calls happen at one time.
    [[nodiscard]] std::string record() const {
        std::string text = R"({"start":1700000000.000000,"end":0.000000)";
        if (auto const all = data(); !all.members.empty()) text += ",\"data\":" + json_of(all);
        std::string logs;
        for (node const& line : lines()) {
            logs += (logs.empty() ? "[0.000000,30,\"m\"," : ",[0.000000,30,\"m\",") + json_of(unified(line)) + ']';
        }
        if (!logs.empty()) text += ",\"logs\":[" + logs + ']';
        return text + "}\n";
    }
};

/// Runs one log, and passes its calls to the model.
class player {
public:
    player(byte_source& in, log_type& log, model& record, told& says, int depth)
        : in_(in), log_(log), record_(record), says_(says), depth_(depth) {}

    void run() {
        for (auto n = in_.below(32); n > 0 && !in_.empty(); --n) call();
    }

private:
    void call() {
        switch (in_.below(8)) {
            case 0: return set_braces();
            case 1: return log_braces();
            case 2: return log_node();
            case 3: return merge_text();
            case 4: return depth_ > 0 ? merge_log() : set_node();
            case 5: return depth_ > 0 ? fork() : set_node();
            case 6: return set_many();
            default: return set_node();
        }
    }

    void set_node() {
        setting s{any_key(in_), any_node(in_, 5), any_mode(in_)};
        log_.data(key_at(s.key).bytes, s.value, s.mode);
        says_.data.push_back(std::move(s));
    }

    /// Two nested braces with any keys.
    struct braces {
        std::array<std::size_t, 6> keys;
        std::array<std::size_t, 4> numbers;

        [[nodiscard]] std::string const& key(std::size_t i) const { return key_at(keys[i]).bytes; }
        [[nodiscard]] node object() const {
            auto const number = [&](std::size_t i) { return node{node::kind::number, numbers[i], {}}; };
            node const inner{node::kind::object, 0, {{keys[4], number(2)}, {keys[5], number(3)}}};
            return {node::kind::object,
                    0,
                    {{keys[0], number(0)}, {keys[1], number(1)}, {keys[2], inner}, {keys[3], number(2)}}};
        }
        [[nodiscard]] node flat_object() const {
            node flat = object();
            flat.members.erase(flat.members.begin() + 2);
            return flat;
        }
    };

    braces any_braces() {
        braces b{};
        for (auto& k : b.keys) k = any_key(in_);
        for (auto& n : b.numbers) n = in_.below(256);
        return b;
    }

    void set_braces() {
        auto const b = any_braces();
        auto const key = any_key(in_);
        auto const mode = any_mode(in_);
        log_.data(key_at(key).bytes,
                  {{b.key(0), b.numbers[0]},
                   {b.key(1), b.numbers[1]},
                   {b.key(2), {{b.key(4), b.numbers[2]}, {b.key(5), b.numbers[3]}}},
                   {b.key(3), b.numbers[2]}},
                  mode);
        says_.data.push_back({key, b.object(), mode});
    }

    void log_braces() {
        auto const b = any_braces();
        log_.info("m", {{b.key(0), static_cast<long>(b.numbers[0])},
                        {b.key(1), static_cast<long>(b.numbers[1])},
                        {b.key(3), static_cast<long>(b.numbers[2])}});
        says_.lines.push_back(b.flat_object());
    }

    void log_node() {
        says_.lines.push_back(any_node(in_, 5));
        log_.info("m", says_.lines.back());
    }

    /// Returns a record of another program, which contains keys twice.
    void merge_text() {
        auto const data = any_object(in_, 4);
        auto const mode = any_mode(in_);
        auto const text = R"({"start":1700000000,"data":)" + json_of(data) + '}';
        fuzz::require(bool{merge_record(log_, text, mode)}, "a record is read", text);
        for (member const& m : unified(data).members) says_.data.push_back({m.key, m.value, mode});
    }

    /// Returns a record of another log, which may itself have been merged or forked.
    void merge_log() {
        model other;
        logdefer::record taken;
        {
            log_type log{[](std::string_view) {}, logdefer::manual_clock{}};
            player{in_, log, other, other.first, depth_ - 1}.run();
            fuzz::require(!log.finish(taken), "a record is taken", "");
        }
        fuzz::require(fuzz::json_of(taken) == other.record(), "a record is as told", other.record());
        auto const mode = any_mode(in_);
        log_.merge(taken, mode);
        for (member const& m : other.data().members) says_.data.push_back({m.key, m.value, mode});
        for (node const& line : other.lines()) says_.lines.push_back(line);
    }

    void fork() {
        told fork_says;
        {
            auto log = log_.fork();
            player{in_, log, record_, fork_says, depth_ - 1}.run();
        }
        record_.forks.push_back(std::move(fork_says));
    }

    /// Merges many values into one key.
    void set_many() {
        auto const key = any_key(in_);
        auto const n = in_.below(40);
        for (std::size_t i = 0; i < n; ++i) {
            node const inner{node::kind::object, 0, {{i * 7 % key_count, {node::kind::number, i, {}}}}};
            node object{node::kind::object, 0, {{i % 5, inner}, {i % 3, inner}}};
            log_.data(key_at(key).bytes, object, merge_data::deep);
            says_.data.push_back({key, std::move(object), merge_data::deep});
        }
    }

    byte_source& in_;
    log_type& log_;
    model& record_;
    told& says_;
    int depth_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    byte_source in{{reinterpret_cast<char const*>(data), size}};  // cast: char and uint8_t are both bytes
    logdefer::capturing_sink sink;
    model expected;
    {
        log_type log{sink, logdefer::manual_clock{}};
        while (!in.empty()) player{in, log, expected, expected.first, 3}.run();
    }
    std::string const& text = sink.texts().at(0);
    fuzz::require(text == expected.record(), "the record is as told", text + expected.record());
    logdefer::record read;
    fuzz::require(bool{logdefer::read_record(text, read)}, "the record can be read", text);
    fuzz::require(fuzz::json_of(read) == text, "the record reads as itself", text);
    return 0;
}
