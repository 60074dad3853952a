// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Values that a program learns, while a log is open, to be secret.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/values/secret.hpp>

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A list of secrets, which is kept until the record ends, and then overwritten.
class learnt_secrets {
public:
    learnt_secrets() = default;
    learnt_secrets(learnt_secrets&&) = delete;
    ~learnt_secrets() { forget(); }

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    /// Adds a secret; returns false if there is no memory.
    [[nodiscard]] bool add(std::string_view secret) noexcept {
        void* const memory = std::malloc(sizeof(node) + secret.size());
        if (memory == nullptr) return false;
        first_ = new (memory) node{first_, secret.size()};
        std::memcpy(first_->bytes(), secret.data(), secret.size());
        return true;
    }

    /// Takes over the secrets of another list.
    void add(learnt_secrets& other) noexcept {
        node** end = &first_;
        while (*end != nullptr) end = &(*end)->next;
        *end = std::exchange(other.first_, nullptr);
    }

    /// Overwrites the secrets in all entries; returns whether there are numbers to replace, as `overwrite` does.
    [[nodiscard]] bool overwrite_all(arena& entries) const noexcept {
        bool numbers = false;
        for (node const* n = first_; n != nullptr; n = n->next) numbers = overwrite(entries, n->view()) || numbers;
        return numbers;
    }

    void forget() noexcept {
        while (node* const n = first_) {
            first_ = n->next;
            wipe(n->bytes(), n->size);
            std::free(n);
        }
    }

    /// Overwrites a secret in all entries, also in those that are not part of the record: with asterisks in texts, keys
    /// and names, whose lengths stay. A number whose decimal text it is gets the flag `secret` and another value;
    /// returns whether there are any. O(n) in the bytes of the entries.
    [[nodiscard]] static bool overwrite(arena& entries, std::string_view secret) noexcept {
        sweep s{secret};
        for (std::size_t at = layout::entries; at < entries.size(); at += entries.entry(at).size()) {
            entry const e = entries.entry(at);
            word* const first = e.kind() == entry_kind::log     ? e.message()
                                : e.kind() == entry_kind::timer ? e.name()
                                                                : e.key();
            s.values(first, e.behind());
        }
        return s.found_number;
    }

private:
    struct node {
        node* next;
        std::size_t size;

        [[nodiscard]] char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }  // of the same allocation
        [[nodiscard]] std::string_view view() const noexcept { return {reinterpret_cast<char const*>(this + 1), size}; }
    };

    /// One secret, as text and as the numbers with this text.
    class sweep {
    public:
        explicit sweep(std::string_view secret) noexcept : secret_(secret) {
            char const* const end = secret.data() + secret.size();
            auto const is_all = [&](std::from_chars_result r) { return r.ec == std::errc{} && r.ptr == end; };
            is_integer_ = is_all(std::from_chars(secret.data(), end, integer_));
            is_unsigned_ = is_all(std::from_chars(secret.data(), end, unsigned_));
            is_real_ = is_all(std::from_chars(secret.data(), end, real_));
        }

        /// Recursive: values nest at most 100 levels deep.
        void values(word* at, word const* end) noexcept {
            for (; at != end; at += value_size(*at)) value(at);
        }

        bool found_number = false;

    private:
        void value(word* at) noexcept {
            if ((flags_of(*at) & value_flag::probe) != 0) return;
            switch (tag_of(*at)) {
                case tag::text: return text(reinterpret_cast<char*>(at + 1), high(*at));
                case tag::array:
                case tag::object: return values(at + 1, at + value_size(*at));
                case tag::integer: return number(at, is_integer_ && std::bit_cast<std::int64_t>(at[1]) == integer_);
                case tag::unsigned_integer: return number(at, is_unsigned_ && at[1] == unsigned_);
                case tag::real: return number(at, is_real_ && at[1] == std::bit_cast<word>(real_));
                case tag::number: return number(at, value_at(at).text() == secret_);
                default: return;
            }
        }

        void text(char* at, std::size_t size) const noexcept {
            std::string_view const whole{at, size};
            for (auto i = whole.find(secret_); i != std::string_view::npos;
                 i = whole.find(secret_, i + secret_.size())) {
                std::memset(at + i, '*', secret_.size());
            }
        }

        void number(word* at, bool is_secret) noexcept {
            if (!is_secret) return;
            found_number = true;
            std::memset(at + 1, 0, (value_size(*at) - 1) * sizeof(word));
            *at |= value_flag::secret << 8U;
        }

        std::string_view secret_;
        std::int64_t integer_ = 0;
        std::uint64_t unsigned_ = 0;
        double real_ = 0;
        bool is_integer_ = false;
        bool is_unsigned_ = false;
        bool is_real_ = false;
    };

    node* first_ = nullptr;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
