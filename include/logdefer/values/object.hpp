// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Objects and arrays that own their contents, for values that are built step by step, stored, or returned.
///
///     logdefer::object order{{"id", 7}};
///     if (paid) order["paid"] = true;
///     log.info("order", order);
///
/// Braces in the call itself, `log.info("order", {{"id", 7}})`, cost less, since they refer to their arguments.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

/// The words of one container, behind the header of an empty arena. A container that has lost a value is incomplete,
/// and remains so.
class owned_container {
public:
    explicit owned_container(tag kind) noexcept : kind_(kind) {}
    owned_container(owned_container const& other) noexcept : kind_(other.kind_), incomplete_(other.incomplete_) {
        std::size_t const size = other.words_.size();
        if (size == 0) return;
        if (!words_.restart(least) || !words_.reserve(size)) {
            incomplete_ = true;
            return;
        }
        std::memcpy(words_.words(), other.words_.words(), size * sizeof(word));
        words_.resize(size);
    }
    owned_container(owned_container&& other) noexcept
        : words_(std::move(other.words_)), kind_(other.kind_), incomplete_(std::exchange(other.incomplete_, false)) {}
    owned_container& operator=(owned_container other) noexcept {
        words_.swap(other.words_);
        std::swap(incomplete_, other.incomplete_);
        return *this;
    }
    ~owned_container() = default;

    [[nodiscard]] bool empty() const noexcept { return words_.size() <= layout::entries + 1; }

    /// Appends what `write(value_writer&)` writes, or nothing if that fails.
    template <class Write>
    void append(Write&& write) noexcept {
        if (writing_ || (words_.size() == 0 && !begin())) {  // an encoder must not change the container
            incomplete_ = true;
            return;
        }
        writing_ = true;
        std::size_t const before = words_.size();
        word_writer words{words_, 1};
        bool const written = completes([&] {
            value_writer out = detail::writer_to(words);
            write(out);
        });
        writing_ = false;
        if (!written || words.failed()) {
            words.rewind(before);
            incomplete_ = true;
        }
        words_[layout::entries] = pack(static_cast<word>(kind_), 0, words.position() - layout::entries - 1);
    }

    /// Writes the container as one value, or fails the entry if a value is missing.
    void write_to(value_writer& out) const {
        if (incomplete_) return detail::words_of(out).fail();
        if (writing_ && detail::words_of(out).at(0) == words_.words()) {  // into itself: its previous state
            return detail::words_of(out).copy(words_.words() + layout::entries);
        }
        if (words_.size() != 0) return out.write(value_at(words_.words() + layout::entries));
        detail::words_of(out).end(detail::words_of(out).begin(kind_));
    }

private:
    static constexpr std::size_t least = 0;  // bytes: the minimum of an arena

    [[nodiscard]] bool begin() noexcept {
        if (!words_.restart(least)) return false;
        word* const header = words_.extend(1);
        if (header == nullptr) return false;
        *header = pack(static_cast<word>(kind_), 0, 0);
        return true;
    }

    arena words_;
    tag kind_;
    bool incomplete_ = false;
    bool writing_ = false;
};

}  // namespace detail

/// A JSON object that owns copies of its keys and values.
///
/// @par Errors         none are reported directly: if there is no memory, an encoder fails or changes the object, or
///                     values nest deeper than 96, the entry in which the object is logged is dropped and counted
/// @par Complexity     setting a member is amortised O(1) plus the copy of its value; copying and logging the object is
///                     linear in all values that were ever set
/// @par Memory         at least 1 KiB once there is a member; values that were replaced remain in memory
/// @par Thread safety  that of a standard container
class object {
public:
    object() = default;
    /// Copies the members, whose values may be nested braces: `object{{"id", 7}, {"by", {{"name", "jane"}}}}`.
    object(std::initializer_list<field> members) noexcept {
        for (field const& f : members) append(f.key(), f.value());
    }

    /// Sets a member. A key that is set several times is written once: at its first place, with its last value.
    void set(text key, element&& value) noexcept { append(key, value); }

    class member_reference;
    /// Returns a reference to assign to: `o["key"] = value` is equivalent to `o.set("key", value)`. The result refers
    /// to the object and to the key.
    [[nodiscard]] member_reference operator[](text key) noexcept;

    [[nodiscard]] bool empty() const noexcept { return members_.empty(); }

private:
    friend encoder<object>;

    void append(text key, element const& value) noexcept {
        members_.append([&](value_writer& out) {
            detail::words_of(out).key(key);
            out.write(detail::written_element{value});
        });
    }

    detail::owned_container members_{detail::tag::object};
};

/// The result of `o["key"]`: an assignment to it sets the member.
class object::member_reference {
public:
    member_reference(member_reference const&) = delete;
    member_reference& operator=(member_reference const&) = delete;
    ~member_reference() = default;

    void operator=(element&& value) && noexcept { object_.append(key_, value); }

private:
    friend object;
    member_reference(object& o, text key) noexcept : object_(o), key_(key) {}

    object& object_;
    text key_;
};

inline object::member_reference object::operator[](text key) noexcept { return {*this, key}; }

/// A JSON array that owns copies of its elements. Errors, complexity and thread safety are those of `object`.
class array {
public:
    array() = default;
    /// Copies the elements. Compilers differ on `array{a}` if `a` is an array: g++ 12 makes an array with one element,
    /// clang 19 a copy; and all treat `array{{1, 2}}` as `array{1, 2}`. Use `push_back` for an array in an array.
    array(std::initializer_list<element> elements) noexcept {
        for (element const& e : elements) append(e);
    }

    void push_back(element&& value) noexcept { append(value); }

    [[nodiscard]] bool empty() const noexcept { return elements_.empty(); }

private:
    friend encoder<array>;

    void append(element const& value) noexcept {
        elements_.append([&](value_writer& out) { out.write(detail::written_element{value}); });
    }

    detail::owned_container elements_{detail::tag::array};
};

template <>
struct encoder<object> {
    static void encode(object const& o, value_writer& out) { o.members_.write_to(out); }
};

template <>
struct encoder<array> {
    static void encode(array const& a, value_writer& out) { a.elements_.write_to(out); }
};

}  // namespace logdefer::inline LOGDEFER_ABI
