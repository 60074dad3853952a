// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The functions that set `data`, which a log and a reference to a log have in common.

#include <logdefer/base/braced.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/values/type_kind.hpp>
#include <logdefer/values/value.hpp>
#include <logdefer/values/value_writer.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A base of `Log`, whose member function `set_data(key, value, merge)` the functions call.
template <class Log>
class data_setters {
public:
    /// Sets one member of `data`. A key that is set several times is written once: at its first place, with its last
    /// value.
    template <passed_by_value T>
    void data(text key, T value, merge_data merge = merge_data::shallow) noexcept {
        log().set_data(key, value, merge);
    }
    template <class T>
        requires(!passed_by_value<T>)
    void data(text key, T const& value, merge_data merge = merge_data::shallow) noexcept {
        log().set_data(key, value, merge);
    }
    template <braced T = fields>
    void data(text key, T&& value, merge_data merge = merge_data::shallow) noexcept {
        log().set_data(key, std::forward<T>(value), merge);
    }

    /// Sets several members of `data`, one by one.
    void data(fields&& set, merge_data merge = merge_data::shallow) noexcept {
        for (field const& f : braces::contents(set)) log().set_data(f.key(), written_element{f.value()}, merge);
    }
    template <std::same_as<fields> Named>
    void data(Named const&, merge_data = merge_data::shallow) noexcept {
        require_loggable<Named>();
    }
    /// Refuses `data({"key", value})` and braces that are an array.
    template <std::size_t N, class Unknown = Log>
    void data(element const (&)[N], merge_data = merge_data::shallow) noexcept {
        refuse_braces<Unknown>();
    }
    template <std::size_t N, class Unknown = Log>
    void data(text, element const (&)[N], merge_data = merge_data::shallow) noexcept {
        refuse_braces<Unknown>();
    }

    class data_reference;
    /// Returns a reference to assign to: `log["key"] = value` is equivalent to `log.data("key", value)`. The result
    /// refers to the log and to the key.
    [[nodiscard]] data_reference operator[](text key) noexcept { return {*this, key}; }

private:
    [[nodiscard]] Log& log() noexcept { return static_cast<Log&>(*this); }
};

/// The result of `log["key"]`: an assignment to it sets the member of `data`.
template <class Log>
class data_setters<Log>::data_reference {
public:
    data_reference(data_reference const&) = delete;
    data_reference& operator=(data_reference const&) = delete;
    ~data_reference() = default;

    template <passed_by_value T>
    void operator=(T value) && noexcept {
        log_.data(key_, value);
    }
    template <class T>
        requires(!passed_by_value<T>)
    void operator=(T const& value) && noexcept {
        log_.data(key_, value);
    }
    template <braced T = fields>
    void operator=(T&& value) && noexcept {
        log_.data(key_, std::forward<T>(value));
    }
    template <std::size_t N, class Unknown = Log>
    void operator=(element const (&)[N]) && noexcept {
        refuse_braces<Unknown>();
    }

private:
    friend data_setters;
    data_reference(data_setters& log, text key) noexcept : log_(log), key_(key) {}

    data_setters& log_;
    text key_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
