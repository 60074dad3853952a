// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Follows one log through coroutines and fibers: knows whether the log is current, and when its work runs.
///
/// Work that can wait runs in slices: from a resumption to the next suspension, on one thread. While a slice runs, its
/// context is the current one of the thread. Timers that distinguish running from waiting are notified of each slice.
///
/// Terms:
///  - context: connects work with one log, which is the current log while the context is the current one;
///  - slice: work of one context on one thread, from a resumption to the next suspension;
///  - watcher: counters of a timer, which a context notifies of its slices;
///  - to carry a context: to enter it at each resumption, and to leave it at each suspension, as coroutines do;
///  - root: the coroutine that begins a request, in whose frame the log and its context may lie;
///  - binding: connects an executor with a log; its functions run as slices of the log's context.

#include <logdefer/async/log_access.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/base/reference_count.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/run_detail.hpp>

#include <cstdint>
#include <cstring>
#include <typeinfo>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

class context;
class carried_context;
class current_override;

/// The counters of a timer that is notified of slices. A watcher is a member of its owner, mostly in a coroutine's
/// frame, and leaves its context when it is destroyed.
struct run_watcher {
    run_counters counters;
    std::int64_t slice_start = 0;
    run_watcher* next = nullptr;
    context* watched = nullptr;  // null: no context, or not any more

    run_watcher() = default;
    run_watcher(run_watcher&&) = delete;
    ~run_watcher();

    /// Counts the time from `slice_start` to `now` as running.
    void count_run(std::int64_t now) noexcept {
        auto const run = larger<std::int64_t>(0, saturated_difference(now, slice_start));
        counters.busy = saturated_sum(counters.busy, run);
        counters.max_run = larger(counters.max_run, run);
    }

    /// Counts the time from `since` to `now` as ready and not running.
    void count_queued(std::int64_t since, std::int64_t now) noexcept {
        auto const waited = larger<std::int64_t>(0, saturated_difference(now, since));
        counters.queued = saturated_sum(counters.queued, waited);
    }

    /// Counts a resumption, with which a slice begins.
    void count_resume(std::int64_t now, bool on_another_thread) noexcept {
        slice_start = now;
        ++counters.resumes;
        counters.hops += on_another_thread ? 1 : 0;
    }
};

/// Identifies the type of a log by its address, or by the name of what `typeid` returns: a shared library with hidden
/// visibility has objects of its own for the same type, which libc++ takes for different types.
struct log_type {
    /// Null if the object comes from a file that is compiled without RTTI: then a log is not found across shared
    /// libraries with hidden visibility. Of a file with RTTI and one without in the same program, the linker keeps the
    /// object of the first.
    std::type_info const* info;

    bool operator==(log_type const& other) const noexcept {
        if (this == &other) return true;
        return info != nullptr && other.info != nullptr && std::strcmp(info->name(), other.info->name()) == 0
               && !is_in_unnamed_namespace();
    }

private:
    /// Two libraries may have different types of this name.
    [[nodiscard]] bool is_in_unnamed_namespace() const noexcept {
        return std::strstr(info->name(), "_GLOBAL__N_") != nullptr;
    }
};

template <class Log>
inline constexpr log_type log_type_of{
#if defined(__cpp_rtti)  // the library also serves programs built with -fno-rtti
    &typeid(Log)
#else
    nullptr
#endif
};

/// A base class for the object that contains a context, if coroutines may carry the context after all other users are
/// gone. The last owner destroys the object.
///
/// @par Thread safety  any thread
class counted_container {
public:
    /// Makes the caller the first owner.
    counted_container() = default;
    counted_container(counted_container&&) = delete;

    void add_owner() noexcept { owners_.add(); }
    void release_owner() noexcept {
        if (owners_.release()) destroy();
    }

protected:
    ~counted_container() = default;

private:
    virtual void destroy() noexcept = 0;

    reference_count owners_;
};

/// Makes its holder an owner of a `counted_container`; may be null.
class counted_ptr {
public:
    explicit counted_ptr(counted_container* o) noexcept : object_(o) {
        if (object_ != nullptr) object_->add_owner();
    }
    counted_ptr(counted_ptr&&) = delete;
    ~counted_ptr() {
        if (object_ != nullptr) object_->release_owner();
    }

    void swap(counted_ptr& other) noexcept { std::swap(object_, other.object_); }

private:
    counted_container* object_;
};

/// The context of one log.
///
/// @par Thread safety  one slice at a time, on any thread; any thread may call `watched`
class context {
public:
    /// Makes a context for a log, which must not be moved. `container` is the object that contains the context; if it
    /// is null, the context must outlive the coroutines that carry it.
    template <class Log>
    explicit context(Log& log, counted_container* container = nullptr) noexcept
        : container_(container),
          log_(&log),
          type_(log_type_of<Log>),
          clock_(&log_access::clock_of(log)),
          read_clock_(
              [](void const* clock) noexcept { return static_cast<typename Log::clock_type const*>(clock)->ticks(); }),
          propose_abandoned_([](void* l) noexcept { log_access::propose_abandoned(*static_cast<Log*>(l)); }),
          set_wait_unwound_([](void* l, bool b) noexcept { log_access::set_wait_unwound(*static_cast<Log*>(l), b); }) {}
    context(context&&) = delete;
    ~context() {
        detach_from_root();
        remove_watchers();
        if (current_ == this) current_ = nullptr;
    }

    /// Returns the object that contains this context and is owned by the coroutines that carry it, or null.
    [[nodiscard]] counted_container* container() const noexcept { return container_; }

    /// Returns whether the log is of type `Log`, also if it has ended.
    template <class Log>
    [[nodiscard]] bool is_of() const noexcept {
        return type_ == log_type_of<Log>;
    }

    /// Returns the log, or null if it has ended or is of another type.
    template <class Log>
    [[nodiscard]] Log* log() const noexcept {
        return is_of<Log>() ? static_cast<Log*>(log_) : nullptr;
    }

    /// Returns the log as `log` does, but also null if only `typeid` shows that its type is `Log`. Cheaper than `log`.
    template <class Log>
    [[nodiscard]] Log* log_by_tag() const noexcept {
        return &type_ == &log_type_of<Log> ? static_cast<Log*>(log_) : nullptr;
    }

    /// Notes that the work will not continue: it was waiting, and its coroutine is being destroyed.
    void propose_abandoned() noexcept {
        if (log_ != nullptr) propose_abandoned_(log_);
    }

    /// Notes whether an exception came out of the last wait of the log's fiber. If that exception destroys the fiber,
    /// the log ends while it is in flight; if it is caught, the fiber waits again.
    void note_wait(bool unwound) noexcept {
        if (unwound != wait_unwound_ && log_ != nullptr) set_wait_unwound_(log_, unwound);
        wait_unwound_ = unwound;
    }

    /// Sets the coroutine that begins the request, in whose frame this context may lie.
    void set_root(carried_context& c) noexcept;

    /// Notes that the log has ended: it is not found any more, and its timers are not notified of slices any more.
    void detach_log() noexcept {
        if (log_ != nullptr) log_ = nullptr;  // not written again: late work on another thread may be reading it
        remove_watchers();
    }

    /// Returns whether there are watchers, which need the times of slices.
    [[nodiscard]] bool watched() const noexcept { return watched_.load(memory_order::relaxed); }  // only a hint

    /// Returns the ticks of the log's clock if there are watchers, else 0.
    [[nodiscard]] std::int64_t ticks_if_watched() const noexcept { return watched() ? read_clock_(clock_) : 0; }

    /// Starts notifying a watcher of slices, counting the present slice from `now`.
    void watch(run_watcher& w, std::int64_t now) noexcept {
        w.slice_start = running_ ? now : larger(now, slice_end_);
        w.watched = this;
        w.next = std::exchange(watchers_, &w);
        watched_.store(true, memory_order::relaxed);
    }

    /// Stops notifying `w`, counting up to `now` if a slice is running. O(n) in the watchers.
    void unwatch(run_watcher& w, std::int64_t now) noexcept {
        w.count_run(running_ ? now : slice_end_);
        remove_watcher(w);
    }

    /// Stops notifying `w` without counting further. O(n) in the watchers.
    void remove_watcher(run_watcher& w) noexcept {
        run_watcher** link = &watchers_;
        while (*link != &w) link = &(*link)->next;
        *link = w.next;
        w.watched = nullptr;
        watched_.store(watchers_ != nullptr, memory_order::relaxed);
    }

    /// Begins a slice of work that has been ready since `ready_since`; `now` if that is not known.
    void begin_slice(std::int64_t now, std::int64_t ready_since) noexcept {
        bool const hopped = slice_ != 0 && !ran_on_this_thread();
        for (run_watcher* w = watchers_; w != nullptr; w = w->next) {
            w->count_run(slice_end_);
            // Time before the watcher started does not count; while other work of the log ran, the log did not wait.
            w->count_queued(larger(larger(ready_since, slice_end_), w->slice_start), now);
            w->count_resume(now, hopped);
        }
        thread_ = ::pthread_self();
        slice_ = ++slices_of_thread_;
        running_ = true;
    }

    /// Ends the slice. Its time is counted later, since the slice may still be continued.
    void end_slice(std::int64_t now) noexcept {
        slice_end_ = now;
        running_ = false;
    }

    /// Continues the slice with this number as if it had not ended, if it is the latest one and belongs to this thread;
    /// otherwise begins a new slice.
    void continue_slice(std::uint64_t number) noexcept {
        if (number != 0 && number == slice_ && ran_on_this_thread()) {
            running_ = true;
        } else {
            auto const time = ticks_if_watched();
            begin_slice(time, time);
        }
    }

    /// Returns the number of the latest slice, which is unique on its thread over all contexts; 0 if there was none.
    [[nodiscard]] std::uint64_t slice() const noexcept { return slice_; }

    /// Returns whether this thread is in a slice of this context, in which slices of other contexts may be nested.
    [[nodiscard]] bool running_on_this_thread() const noexcept { return running_ && ran_on_this_thread(); }

    /// Returns whether a slice is running, on any thread.
    [[nodiscard]] bool running() const noexcept { return running_; }

    /// Returns the context of the slice that this thread is in, or null.
    [[nodiscard]] static context* current() noexcept { return current_; }

private:
    friend carried_context;
    friend current_override;

    void detach_from_root() noexcept;

    void remove_watchers() noexcept {
        while (watchers_ != nullptr) remove_watcher(*watchers_);
    }

    /// Returns whether the latest slice ran on this thread.
    [[nodiscard]] bool ran_on_this_thread() const noexcept { return ::pthread_equal(::pthread_self(), thread_) != 0; }

    // Visible, so that a thread has one of each, however many shared libraries include this header.
    [[gnu::visibility("default")]] static inline constinit thread_local context* current_ = nullptr;
    [[gnu::visibility("default")]] static inline constinit thread_local std::uint64_t slices_of_thread_ = 0;

    counted_container* container_;
    void* log_;
    log_type const& type_;
    void const* clock_;
    std::int64_t (*read_clock_)(void const*) noexcept;
    void (*propose_abandoned_)(void*) noexcept;
    void (*set_wait_unwound_)(void*, bool) noexcept;
    carried_context* root_ = nullptr;
    context* next_of_root_ = nullptr;  // another context with the same root
    run_watcher* watchers_ = nullptr;
    std::int64_t slice_end_ = 0;  // of the latest slice that has ended
    std::uint64_t slice_ = 0;
    atomic<bool> watched_{false};
    bool running_ = false;
    bool wait_unwound_ = false;
    ::pthread_t thread_{};  // of the latest slice
};

/// Makes a context the current one of the calling thread, in place of the previous one.
class current_override {
public:
    /// Has no previous context.
    current_override() = default;

    /// Makes `c` the current context; null means that there is none.
    explicit current_override(context* c) noexcept : previous_(std::exchange(context::current_, c)) {}

    [[nodiscard]] context* previous() const noexcept { return previous_; }

    /// Makes the previous context the current one again. Returns the context that was current until now. It differs
    /// from the one that was set if nested work did not leave its context, or if the context was destroyed (then null).
    context* restore() const noexcept { return std::exchange(context::current_, previous_); }

private:
    context* previous_ = nullptr;
};

/// A `current_override` that restores the previous context when it is destroyed.
class scoped_override : public current_override {
public:
    explicit scoped_override(context* c) noexcept : current_override(c) {}
    scoped_override(scoped_override&&) = delete;
    ~scoped_override() { restore(); }
};

/// Returns the log of the running slice, or a closed log if it has ended; null if no log of this type is current.
template <class Log>
[[nodiscard]] Log* find_current_log() noexcept {
    context const* const c = context::current();
    if (c == nullptr || !c->template is_of<Log>()) return nullptr;
    Log* const log = c->template log<Log>();
    return log != nullptr ? log : &log_access::closed<Log>();
}

template <class Log>
[[nodiscard, gnu::noinline, gnu::cold]] Log& current_log_of() noexcept {
    Log* const log = find_current_log<Log>();
    if (log == nullptr) error_hook{}(error::no_current, {});
    return log != nullptr ? *log : log_access::closed<Log>();
}

/// Returns the log of the running slice, or a closed log. If no log of this type is current, calls the default hook.
template <class Log>
[[nodiscard]] Log& current_log() noexcept {
    context const* const c = context::current();
    Log* const log = c == nullptr ? nullptr : c->template log_by_tag<Log>();
    return log != nullptr ? *log : current_log_of<Log>();
}

inline run_watcher::~run_watcher() {
    if (watched != nullptr) watched->remove_watcher(*this);
}

/// The slice that ended when a coroutine left its context.
struct ended_slice {
    context* of = nullptr;  // null if none ended: the running slice is another's, or the context is gone
    std::uint64_t number = 0;
    bool was_inside = false;  // the coroutine was inside of its context
};

/// A suspension that resumes another coroutine.
struct symmetric_transfer {
    ended_slice from;
    void const* to = nullptr;
};

/// The context that a coroutine carries: `enter` makes it the current one after each resumption, `leave` restores the
/// previous one before each suspension. In between, the coroutine is inside of the context.
///
/// Inside, the coroutine runs in a slice of its own, or in a part of a running slice, which belongs to an executor or
/// to the coroutine that resumed this one. If a coroutine transfers to another one of the same context, the slice
/// continues.
class carried_context {
public:
    explicit carried_context(context* c) noexcept : container_(c == nullptr ? nullptr : c->container()), context_(c) {}
    carried_context(carried_context&&) = delete;
    /// Leaves the context if the coroutine ends without a suspension.
    ~carried_context() {
        for (; first_rooted_ != nullptr; first_rooted_ = first_rooted_->next_of_root_) first_rooted_->root_ = nullptr;
        if (inside_ && context::current() == context_) (void)leave(nullptr);
    }

    /// Enters the context on this thread, unless the coroutine is inside.
    [[gnu::always_inline]] void enter() noexcept {
        if (context_ == nullptr || inside_) return;
        make_current();
        owns_slice_ = !context_->running_on_this_thread();
        if (owns_slice_) begin_or_continue_slice();
    }

    /// Leaves the context. The address of the coroutine identifies it when it is resumed.
    ended_slice leave(void const* coroutine) noexcept {
        coroutine_ = coroutine;
        // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): clang 19 does not see that a promise is constructed
        if (!inside_) {
            transfer_.to = nullptr;  // meant for an earlier coroutine at this address
            return {};
        }
        inside_ = false;
        context const* const found = override_.restore();
        if (found != context_) [[unlikely]] {
            if (found != nullptr) error_hook{}(error::not_left, {});
            context_ = nullptr;  // the context was destroyed meanwhile
            return {};
        }
        if (!owns_slice_) return {nullptr, 0, true};
        context_->end_slice(context_->ticks_if_watched());
        return {context_, context_->slice(), true};
    }

    /// Undoes a call of `leave`, since the coroutine was not suspended.
    void undo_leave(ended_slice ended) noexcept {
        if (!ended.was_inside) return;
        make_current();
        if (ended.of != nullptr) context_->continue_slice(ended.number);  // others of the context may have run
    }

    /// Leaves the context, and enters another one, which the coroutine carries from now on.
    void change_context(context& other) noexcept {
        (void)leave(coroutine_);
        context_ = &other;
        counted_ptr{other.container()}.swap(container_);
        other.set_root(*this);
        enter();
    }

    /// Notes that this thread continues with another coroutine, by symmetric transfer. May be called after the
    /// destruction of the context and of this object.
    static void note_transfer(ended_slice from, void const* to) noexcept {
        if (from.of != nullptr) transfer_ = {from, to};
    }

private:
    friend context;

    void make_current() noexcept {
        inside_ = true;
        override_ = current_override{context_};
    }

    /// Begins or continues a slice. Its number distinguishes a transfer to this coroutine from one to an earlier
    /// coroutine with the same address, and this context from an earlier one at its address.
    void begin_or_continue_slice() noexcept {
        if (context_->running()) [[unlikely]]
            error_hook{}(error::not_sequenced, {});
        auto const [from, to] = std::exchange(transfer_, {});
        bool const meant = to == coroutine_ && to != nullptr && from.of == context_;
        context_->continue_slice(meant ? from.number : 0);
    }

    [[gnu::visibility("default")]] static inline constinit thread_local symmetric_transfer transfer_{};

    counted_ptr container_;
    context* context_;
    current_override override_;  // while the coroutine is inside
    void const* coroutine_ = nullptr;
    context* first_rooted_ = nullptr;  // the first of the contexts whose root this is
    bool inside_ = false;
    bool owns_slice_ = false;
};

inline void context::set_root(carried_context& c) noexcept {
    if (root_ != nullptr) return;
    root_ = &c;
    next_of_root_ = std::exchange(c.first_rooted_, this);
}

/// Called by the destructor. If the root still exists, its frame is being destroyed with this context in it. A root
/// that is not inside a context was waiting, so its work is abandoned.
inline void context::detach_from_root() noexcept {
    if (root_ == nullptr) return;
    if (!root_->inside_) propose_abandoned();
    context** link = &root_->first_rooted_;
    while (*link != this) link = &(*link)->next_of_root_;
    *link = next_of_root_;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
