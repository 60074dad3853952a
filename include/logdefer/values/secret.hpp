// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A value that must not be known to readers of the log.

#include <logdefer/base/config.hpp>
#include <logdefer/values/encoder.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// What is written instead of a value that must not be known.
inline constexpr std::string_view redacted_text = "[redacted]";

namespace detail {

/// Overwrites memory, also where the compiler knows that nobody reads it again.
inline void wipe(void* bytes, std::size_t size) noexcept {
    std::memset(bytes, 0, size);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

/// A container that owns its elements, which are plain bytes: it can be emptied, unlike a view.
template <class T>
concept owner_of_bytes = requires(T& t) {
    t.clear();
    { static_cast<void*>(t.data()) };
    t.size();
    requires std::is_trivially_copyable_v<std::remove_reference_t<decltype(*t.data())>>;
};

/// The replacement that says nothing about a value.
struct say_redacted {
    template <class T>
    std::string_view operator()(T const&) const noexcept {
        return redacted_text;
    }
};

}  // namespace detail

/// Is written as `[redacted]`: `log.info("login", {{"password", logdefer::secret{password}}})`. The value never enters
/// the memory of the log.
///
/// With a second argument, the result of its call with the value is written instead: `secret{card, last_four}`.
///
/// @tparam T           a reference if the secret was made of an lvalue, which must outlive it; otherwise the secret has
///                     a value of its own, and may be a member of a class. The memory of that value is overwritten
///                     before it is released if it is a text, another container of plain values, or can be copied as
///                     bytes
/// @par Thread safety  as for `T`
template <class T, class Replace = detail::say_redacted>
class secret {
public:
    explicit constexpr secret(T&& value, Replace replace = {})
        : value_(std::forward<T>(value)), replace_(std::move(replace)) {}
    secret(secret const&) = default;
    secret& operator=(secret const& other)
        requires(!std::is_reference_v<T>)
    {
        if (this == &other) return *this;
        wipe();
        value_ = other.value_;
        replace_ = other.replace_;
        return *this;
    }
    ~secret() {
        if constexpr (!std::is_reference_v<T>) wipe();
    }

    /// Returns the value, for what it is needed for.
    [[nodiscard]] constexpr std::remove_reference_t<T> const& expose() const noexcept { return value_; }

private:
    friend encoder<secret>;

    void wipe() noexcept {
        if constexpr (detail::owner_of_bytes<T>) {
            detail::wipe(value_.data(), value_.size() * sizeof *value_.data());
        } else if constexpr (std::is_trivially_copyable_v<T>) {
            detail::wipe(__builtin_addressof(value_), sizeof value_);
        }
    }

    T value_;
    [[no_unique_address]] Replace replace_;
};

template <class T>
secret(T&&) -> secret<T>;
template <class T, class Replace>
secret(T&&, Replace) -> secret<T, Replace>;

template <class T, class Replace>
struct encoder<secret<T, Replace>> {
    static void encode(secret<T, Replace> const& hidden, value_writer& out) {
        out.write(hidden.replace_(hidden.expose()));
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI
