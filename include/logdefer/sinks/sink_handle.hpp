// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A type-erased sink, as logs and other sinks hold it.

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/sinks/sink.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class R, class F>
std::error_code call_for_code(F&& call) {
    if constexpr (std::convertible_to<R, std::error_code>) {
        return std::forward<F>(call)();
    } else {
        std::forward<F>(call)();
        return {};
    }
}

template <class S>
concept telling_sink = counting_sink<S> && std::invocable<S&, std::string_view, std::uint64_t>;

template <class S>
std::error_code give_text(S& sink, std::string_view text, std::uint64_t told = 0) {
    if constexpr (telling_sink<S>) {
        return call_for_code<std::invoke_result_t<S&, std::string_view, std::uint64_t>>(
            [&]() -> decltype(auto) { return sink(text, told); });
    } else if constexpr (text_sink<S>) {
        return call_for_code<std::invoke_result_t<S&, std::string_view>>(
            [&]() -> decltype(auto) { return sink(text); });
    } else {
        sink.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
        return sink.good() ? std::error_code{} : std::make_error_code(std::errc::io_error);
    }
}

/// The type of a name that outlives the call that returns it, unlike a `std::string` by value.
template <class R>
concept lasting_name =
    std::convertible_to<R, std::string_view> && (std::is_lvalue_reference_v<R> || std::is_trivially_destructible_v<R>);

template <class S>
std::string_view name_of(S const& sink) {
    if constexpr (requires {
                      { sink.name() } -> lasting_name;
                  }) {
        return sink.name();
    } else {
        return {};
    }
}

/// Holds one sink of any type: an lvalue by reference, an rvalue by value (in place up to 64 bytes, otherwise on the
/// heap).
class sink_handle {
public:
    sink_handle() = default;
    sink_handle(sink_handle&&) = delete;
    ~sink_handle() { reset(); }

    /// Replaces the sink. If moving an owned sink into the handle fails, returns the error, and the handle is empty.
    template <class S>
    std::error_code assign(S&& s) noexcept {
        using target = std::remove_cvref_t<S>;
        reset();
        if constexpr (std::is_function_v<target>) {
            return assign(&s);  // owns the pointer
        } else if constexpr (std::is_lvalue_reference_v<S>) {
            object_ = const_cast<target*>(__builtin_addressof(s));  // the calls below restore the constness
            bind<std::remove_reference_t<S>>();
            return {};
        } else {
            return guarded(error::out_of_memory, [&]() -> std::error_code { return own<target>(std::forward<S>(s)); });
        }
    }

    /// Takes over the sink of another handle, which is then empty. If moving the sink fails, returns the error, and the
    /// other handle keeps it.
    std::error_code take(sink_handle& other) noexcept {
        reset();
        auto const code = guarded(error::out_of_memory, [&]() -> std::error_code {
            object_ = other.object_ == other.storage_ ? other.move_(other.object_, storage_) : other.object_;
            return {};
        });
        if (code) return code;
        text_ = other.text_;
        record_ = other.record_;
        lines_ = other.lines_;
        name_ = other.name_;
        take_dropped_ = other.take_dropped_;
        return_dropped_ = other.return_dropped_;
        move_ = other.move_;
        destroy_ = std::exchange(other.destroy_, object_ == storage_ ? other.destroy_ : nullptr);
        other.reset();
        return {};
    }

    void reset() noexcept {
        if (destroy_ != nullptr) destroy_(object_, object_ == storage_);
        destroy_ = nullptr;
        text_ = nullptr;
        record_ = nullptr;
        lines_ = nullptr;
        take_dropped_ = nullptr;
    }

    /// Abandons an owned sink without destroying it: in a child process, it is only a copy of the parent's.
    void leave_behind() noexcept {
        destroy_ = nullptr;
        reset();
    }

    [[nodiscard]] bool wants_record() const noexcept { return record_ != nullptr; }

    /// Gives the sink the text of a record, which reports `told` records that the sink has dropped.
    std::error_code operator()(std::string_view text, std::uint64_t told = 0) const noexcept {
        if (text_ == nullptr) return error::out_of_memory;  // an owned sink that could not be moved in
        return guarded(error::sink_failed, [&] { return text_(object_, text, told); });
    }

    std::error_code operator()(record_view const& record) const noexcept {
        return guarded(error::sink_failed, [&] { return record_(object_, record); });
    }

    /// Returns whether the sink takes the texts of several records in one call.
    [[nodiscard]] bool takes_batches() const noexcept { return lines_ != nullptr; }

    /// Gives the sink the texts of several records, and sets `written` to the number of bytes that it has taken.
    std::error_code write(std::string_view lines, std::size_t& written) const noexcept {
        written = 0;
        return guarded(error::sink_failed, [&] { return lines_(object_, lines, written); });
    }

    /// Returns how many records the sink has lost since the last call; 0 for a sink that does not count them.
    [[nodiscard]] std::uint64_t take_dropped() const noexcept {
        return take_dropped_ == nullptr ? 0 : take_dropped_(object_);
    }

    /// Returns to the sink a count that no record has reported.
    void return_dropped(std::uint64_t n) const noexcept {
        if (n != 0) return_dropped_(object_, n);
    }

    /// Returns the name of the sink, such as the path of a file; empty if it has none.
    [[nodiscard]] std::string_view name() const noexcept {
        std::string_view found;
        if (text_ == nullptr) return found;
        (void)guarded(error::sink_failed, [&]() -> std::error_code {
            found = name_(object_);
            return {};
        });
        return found;
    }

private:
    template <class S, class Source>
    std::error_code own(Source&& source) {
        constexpr bool small = sizeof(S) <= sizeof(storage_) && alignof(S) <= alignof(std::max_align_t);
        if constexpr (small) {
            object_ = ::new (static_cast<void*>(storage_)) S(std::forward<Source>(source));
        } else {
            object_ = ::new (std::nothrow) S(std::forward<Source>(source));
        }
        if (object_ == nullptr) return error::out_of_memory;
        destroy_ = [](void* object, bool in_place) {
            if (in_place) {
                static_cast<S*>(object)->~S();
            } else {
                ::delete static_cast<S*>(object);  // global, as `new` above, even if the class has operators
            }
        };
        move_ = [](void* object, unsigned char* to) -> void* {
            if constexpr (small) {
                return ::new (static_cast<void*>(to)) S(std::move(*static_cast<S*>(object)));
            } else {
                return object;
            }
        };
        bind<S>();
        return {};
    }

    template <class S>
    void bind() noexcept {
        if constexpr (text_sink<S> || stream_sink<S>) {
            text_ = [](void* object, std::string_view text, std::uint64_t told) {
                return give_text(*static_cast<S*>(object), text, told);
            };
            name_ = [](void* object) { return name_of(*static_cast<S*>(object)); };
            bind_lines<S>();
        } else {
            record_ = [](void* object, record_view const& record) {
                return call_for_code<std::invoke_result_t<S&, record_view const&>>(
                    [&]() -> decltype(auto) { return (*static_cast<S*>(object))(record); });
            };
        }
        if constexpr (counting_sink<S>) {
            take_dropped_ = [](void* object) noexcept { return static_cast<S*>(object)->take_dropped(); };
            return_dropped_ = [](void* object, std::uint64_t n) noexcept {
                static_cast<S*>(object)->return_dropped(n);
            };
        }
    }

    /// Binds the function for several records. A stream takes any bytes, and thus several records.
    template <class S>
    void bind_lines() noexcept {
        if constexpr (batch_writable<S>) {
            lines_ = [](void* object, std::string_view lines, std::size_t& written) -> std::error_code {
                return static_cast<S*>(object)->write(lines, written);
            };
        } else if constexpr (!text_sink<S>) {
            lines_ = [](void* object, std::string_view lines, std::size_t& written) {
                auto const code = give_text(*static_cast<S*>(object), lines);
                if (!code) written = lines.size();
                return code;
            };
        }
    }

    void* object_ = nullptr;
    std::error_code (*text_)(void*, std::string_view, std::uint64_t) = nullptr;
    std::error_code (*record_)(void*, record_view const&) = nullptr;
    std::error_code (*lines_)(void*, std::string_view, std::size_t&) = nullptr;
    std::string_view (*name_)(void*) = nullptr;
    std::uint64_t (*take_dropped_)(void*) noexcept = nullptr;
    void (*return_dropped_)(void*, std::uint64_t) noexcept = nullptr;
    void* (*move_)(void*, unsigned char*) = nullptr;
    void (*destroy_)(void*, bool) = nullptr;
    alignas(std::max_align_t) unsigned char storage_[64]{};
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
