// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Values that a program learns, while a log is open, to be secret.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/utf8.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/json_times.hpp>
#include <logdefer/records/value_view.hpp>
#include <logdefer/values/secret.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A list of secrets, which is kept until the record ends, and then overwritten.
class learnt_secrets {
public:
    learnt_secrets() = default;
    learnt_secrets(learnt_secrets&&) = delete;
    ~learnt_secrets() { forget(); }

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    struct learnt {
        bool kept;     ///< false if there was no memory to keep the secret
        bool numbers;  ///< as `overwrite` returns
    };

    /// Overwrites a secret in all entries, and keeps it. Also in the form that it has in keys if it is not UTF-8.
    [[nodiscard]] learnt learn(std::string_view secret, arena& entries) noexcept {
        bool kept = add(secret.size(), [&](char* to) { std::memcpy(to, secret.data(), secret.size()); });
        bool const numbers = overwrite(entries, secret);
        if (!is_well_formed(secret)) {
            bool const added = add(repaired_size(secret), [&](char* to) { copy_repaired(to, secret); });
            if (added) (void)overwrite(entries, first_->view());
            kept = kept && added;
        }
        return {kept, numbers};
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

private:
    struct node {
        node* next;
        std::size_t size;

        [[nodiscard]] char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }  // of the same allocation
        [[nodiscard]] std::string_view view() const noexcept { return {reinterpret_cast<char const*>(this + 1), size}; }
    };

    /// Adds a secret, whose bytes `write` copies; returns false if there is no memory.
    template <class Write>
    [[nodiscard]] bool add(std::size_t size, Write write) noexcept {
        void* const memory = std::malloc(sizeof(node) + size);
        if (memory == nullptr) return false;
        first_ = new (memory) node{first_, size};
        write(first_->bytes());
        return true;
    }

    /// Overwrites a secret in all entries, also in those that are not part of the record: with asterisks in texts, keys
    /// and names, whose lengths stay. A number or duration that is printed as the secret gets the flag `secret` and
    /// another value; returns whether there are any. O(n) in the bytes of the entries.
    [[nodiscard]] bool overwrite(arena& entries, std::string_view secret) const noexcept {
        sweep s{secret, first_, 64 * entries.size()};
        for (std::size_t at = layout::entries; at < entries.size(); at += entries.entry(at).size()) {
            entry const e = entries.entry(at);
            word* const first = e.kind() == entry_kind::log     ? e.message()
                                : e.kind() == entry_kind::timer ? e.name()
                                                                : e.key();
            s.values(first, e.behind());
        }
        return s.found_number;
    }

    /// One secret, as text and as the numbers with this text.
    class sweep {
    public:
        /// @param steps  the most comparisons with asterisks, so that no text makes them take long
        sweep(std::string_view secret, node const* known, std::size_t steps) noexcept
            : secret_(secret),
              known_(known),
              steps_(steps),
              is_number_(secret.front() == '-' || (secret.front() >= '0' && secret.front() <= '9')) {}

        /// Recursive: values nest at most 100 levels deep.
        void values(word* at, word const* end) noexcept {
            for (; at != end; at += value_size(*at)) value(at);
        }

        bool found_number = false;

    private:
        void value(word* at) noexcept {
            switch (tag_of(*at)) {
                case tag::text: return text(reinterpret_cast<char*>(at + 1), high(*at));
                case tag::array:
                case tag::object: return values(at + 1, at + value_size(*at));
                case tag::integer: return number(at, is_secret<std::int64_t, print_integer>(at));
                case tag::unsigned_integer: return number(at, is_secret<word, print_unsigned>(at));
                case tag::real:  // the same text as by `print_real`, which is faster, and inlined where it is needed
                    return number(at, is_secret<word, print_any_real>(at) || is_secret<double, print_shortest>(at));
                case tag::seconds: return number(at, is_secret<std::chrono::nanoseconds, print_seconds>(at));
                case tag::number: return number(at, value_at(at).text() == secret_);
                default: return;
            }
        }

        /// Returns whether the secret is what `Print` writes for a number.
        template <class T, char* (*Print)(char*, T)>
        [[nodiscard]] bool is_secret(word const* at) const noexcept {
            if (!is_number_) return false;
            std::array<char, 48> digits;
            char const* const end = Print(digits.data(), std::bit_cast<T>(at[1]));
            return std::string_view{digits.data(), static_cast<std::size_t>(end - digits.data())} == secret_;
        }

        /// Prints a number as many programs do, though not the records: 1e+05.
        static char* print_shortest(char* to, double value) noexcept { return std::to_chars(to, to + 32, value).ptr; }

        void text(char* first, std::size_t size) noexcept {
            for (std::size_t place = 0; place + secret_.size() <= size; ++place) {
                if (is_at({first, size}, place)) std::memset(first + place, '*', secret_.size());
            }
        }

        /// Returns whether the secret is at a place of a text, and not yet overwritten as a whole: parts of it may be,
        /// by secrets that overlap it.
        [[nodiscard]] bool is_at(std::string_view text, std::size_t place) noexcept {
            std::size_t asterisks = 0;
            for (std::size_t i = 0; i < secret_.size(); ++i) {
                if (text[place + i] == secret_[i]) continue;
                if (text[place + i] != '*') return false;
                ++asterisks;
            }
            if (asterisks == secret_.size()) return false;
            for (std::size_t i = 0; i < secret_.size(); ++i) {
                if (text[place + i] != secret_[i] && !is_overwritten(text, place, i)) return false;
            }
            return true;
        }

        /// Returns whether byte `i` of the secret at a place may have been overwritten with a secret.
        [[nodiscard]] bool is_overwritten(std::string_view text, std::size_t place, std::size_t i) noexcept {
            if (overlaps(secret_, text, place, i)) return true;
            for (node const* n = known_; n != nullptr; n = n->next) {
                if (overlaps(n->view(), text, place, i)) return true;
            }
            return false;
        }

        /// Returns whether another secret may have been where there are asterisks now, such that it contained byte `i`.
        [[nodiscard]] bool overlaps(std::string_view other, std::string_view text, std::size_t place,
                                    std::size_t i) noexcept {
            for (std::size_t before = 0; before < other.size() && before <= place + i; ++before) {
                std::size_t const start = place + i - before;
                if (other[before] == secret_[i] && fits(other, text, start, place)) return true;
            }
            return false;
        }

        /// Returns whether there are only asterisks where another secret would have been, which agrees with this one.
        /// Assumes so after too many steps: rather too much is overwritten than too little.
        [[nodiscard]] bool fits(std::string_view other, std::string_view text, std::size_t start,
                                std::size_t place) noexcept {
            if (other.size() > text.size() - start) return false;
            for (std::size_t k = 0; k < other.size(); ++k) {
                if (steps_ == 0) return true;
                --steps_;
                if (text[start + k] != '*') return false;
                std::size_t const i = start + k - place;  // wraps, and is too large, before the place
                if (i < secret_.size() && other[k] != secret_[i]) return false;
            }
            return true;
        }

        void number(word* at, bool is_secret) noexcept {
            if (!is_secret) return;
            found_number = true;
            std::memset(at + 1, 0, (value_size(*at) - 1) * sizeof(word));
            *at |= value_flag::secret << 8U;
        }

        std::string_view secret_;
        node const* known_;
        std::size_t steps_;
        bool is_number_;
    };

    node* first_ = nullptr;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
