// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What follows one log through coroutines and fibers: which log is current, and when its work runs.
///
/// Work that waits runs in slices: from a resume to the next suspension, on one thread. While a slice runs its context
/// is the thread's current one. Timers that want to tell running from waiting are told of each slice.

#include <logdefer/async/log_access.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/run_detail.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

class context;
class carried_context;

/// A timer that wants to know of slices. Lies where its owner lies, in a coroutine's frame mostly, and leaves its
/// context with it.
struct run_watcher {
    run_counters counters;
    std::int64_t slice_start = 0;
    run_watcher* next = nullptr;
    context* watched = nullptr;  // null: none, or none any more

    run_watcher() = default;
    run_watcher(run_watcher&&) = delete;
    ~run_watcher();

    /// Counts what ran from `slice_start` till `now`.
    void end_run(std::int64_t now) noexcept {
        auto const run = larger<std::int64_t>(0, saturated_difference(now, slice_start));
        counters.busy = saturated_sum(counters.busy, run);
        counters.max_run = larger(counters.max_run, run);
    }

    /// Counts what was ready from `since` till `now`, and did not run.
    void queue(std::int64_t since, std::int64_t now) noexcept {
        auto const waited = larger<std::int64_t>(0, saturated_difference(now, since));
        counters.queued = saturated_sum(counters.queued, waited);
    }

    void resume(std::int64_t now, bool on_another_thread) noexcept {
        slice_start = now;
        ++counters.resumes;
        counters.hops += on_another_thread ? 1 : 0;
    }
};

/// Which type a log has.
struct log_type {
    char const* name;

    /// The address tells, but for shared libraries of hidden visibility, which have one each: an attribute on it would
    /// not help where the log's type, or its clock's, is hidden itself. Types of unnamed namespaces may share a name.
    bool operator==(log_type const& other) const noexcept {
        return this == &other || (std::strcmp(name, other.name) == 0 && std::strstr(name, "anonymous") == nullptr);
    }
};

template <class Log>
constexpr char const* name_of_type() noexcept {
    return __PRETTY_FUNCTION__;
}

template <class Log>
inline constexpr log_type log_type_of{name_of_type<Log>()};

/// Where a context lies that coroutines may carry for longer than anybody else needs it: ends with the last owner.
///
/// @par Thread safety  any thread
class shared_owner {
public:
    using destroy = void (*)(shared_owner&) noexcept;

    /// One owner is the caller.
    explicit shared_owner(destroy d) noexcept : destroy_(d) {}
    shared_owner(shared_owner&&) = delete;

    void add_owner() noexcept { owners_.fetch_add(1, memory_order::relaxed); }  // relaxed: the caller is one
    void release_owner() noexcept {
        // acquire and release: what any owner did happens before what follows the last
        if (owners_.fetch_sub(1, memory_order::acq_rel) == 1) destroy_(*this);
    }

protected:
    ~shared_owner() = default;

private:
    destroy destroy_;
    atomic<std::size_t> owners_{1};
};

/// @par Thread safety  one slice at a time, on any thread; `watched` is any thread's
class context {
public:
    /// The log must stay where it is. No owner: the context outlives the coroutines that carry it.
    template <class Log>
    explicit context(Log& log, shared_owner* owner = nullptr) noexcept
        : owner_(owner),
          log_(&log),
          type_(log_type_of<Log>),
          clock_(&log_access::clock_of(log)),
          read_clock_(
              [](void const* clock) noexcept { return static_cast<typename Log::clock_type const*>(clock)->ticks(); }),
          abandon_([](void* l) noexcept { log_access::propose_abandoned(*static_cast<Log*>(l)); }),
          set_wait_unwound_([](void* l, bool b) noexcept { log_access::set_wait_unwound(*static_cast<Log*>(l), b); }) {}
    context(context&&) = delete;
    ~context() {
        leave_root();
        forget_watchers();
        if (current_ == this) current_ = nullptr;
    }

    /// What those keep that carry this, or null.
    [[nodiscard]] shared_owner* owner() const noexcept { return owner_; }

    /// Whether the log is of this type, be it over or not.
    template <class Log>
    [[nodiscard]] bool is_of() const noexcept {
        return type_ == log_type_of<Log>;
    }

    /// The log, or null where it is over or of another type.
    template <class Log>
    [[nodiscard]] Log* log() const noexcept {
        return is_of<Log>() ? static_cast<Log*>(log_) : nullptr;
    }

    /// The same, null as well where only the name tells the type.
    template <class Log>
    [[nodiscard]] Log* log_at_a_glance() const noexcept {
        return &type_ == &log_type_of<Log> ? static_cast<Log*>(log_) : nullptr;
    }

    /// The work will not go on: it waited, and what it waited in is being destroyed.
    void abandon() noexcept {
        if (log_ != nullptr) abandon_(log_);
    }

    /// An exception came out of a wait of the log's fiber, or was caught: the fiber waits again. Where it is that of
    /// the fiber's destruction the log ends while it flies.
    void note_wait(bool unwound) noexcept {
        if (unwound != wait_unwound_ && log_ != nullptr) set_wait_unwound_(log_, unwound);
        wait_unwound_ = unwound;
    }

    /// The coroutine that begins the request, in whose frame this may lie.
    void set_root(carried_context& c) noexcept;

    /// The log has ended: whoever asks finds none, and no timer of it is told of slices any more.
    void forget_log() noexcept {
        if (log_ != nullptr) log_ = nullptr;  // once it is, late work on another thread may be reading it
        forget_watchers();
    }

    /// Whether slices must be timed.
    [[nodiscard]] bool watched() const noexcept { return watched_.load(memory_order::relaxed); }  // a mere hint

    /// The log's clock, where somebody wants the time of a slice's begin or end; else 0.
    [[nodiscard]] std::int64_t now() const noexcept { return watched() ? read_clock_(clock_) : 0; }

    /// Starts to tell a watcher of slices; the present one counts from `now`.
    void watch(run_watcher& w, std::int64_t now) noexcept {
        w.slice_start = running_ ? now : larger(now, slice_end_);
        w.watched = this;
        w.next = std::exchange(watchers_, &w);
        watched_.store(true, memory_order::relaxed);
    }

    /// Ends that. During a slice the part until `now` counts. O(n) in the watchers.
    void unwatch(run_watcher& w, std::int64_t now) noexcept {
        w.end_run(running_ ? now : slice_end_);
        forget(w);
    }

    /// Ends that without counting further.
    void forget(run_watcher& w) noexcept {
        run_watcher** link = &watchers_;
        while (*link != &w) link = &(*link)->next;
        *link = w.next;
        w.watched = nullptr;
        watched_.store(watchers_ != nullptr, memory_order::relaxed);
    }

    /// A slice begins, of work that has been ready since then: `now`, where nobody can know.
    void begin_slice(std::int64_t now, std::int64_t ready_since) noexcept {
        bool const hopped = slice_ != 0 && !was_here();
        for (run_watcher* w = watchers_; w != nullptr; w = w->next) {
            w->end_run(slice_end_);
            // Not what was before the watcher; while other work of the log ran, the log did not wait.
            w->queue(larger(larger(ready_since, slice_end_), w->slice_start), now);
            w->resume(now, hopped);
        }
        thread_ = ::pthread_self();
        slice_ = ++slices_of_thread_;
        running_ = true;
    }

    /// What ran is counted later: the slice may yet be continued.
    void end_slice(std::int64_t now) noexcept {
        slice_end_ = now;
        running_ = false;
    }

    /// Goes on with that slice of this thread as if it had not ended; where it is not the latest, begins one.
    void continue_slice(std::uint64_t number) noexcept {
        if (number != 0 && number == slice_ && was_here()) {
            running_ = true;
        } else {
            auto const time = now();
            begin_slice(time, time);
        }
    }

    /// The number of the latest slice, which no other slice of its thread has, whatever the context; 0: none.
    [[nodiscard]] std::uint64_t slice() const noexcept { return slice_; }

    /// Whether this thread is in a slice, perhaps with one of another context nested in it.
    [[nodiscard]] bool running_here() const noexcept { return running_ && was_here(); }

    /// Whether a slice is running, here or elsewhere.
    [[nodiscard]] bool running() const noexcept { return running_; }

    /// The context of the slice that this thread is in, or null.
    [[nodiscard]] static context* current() noexcept { return current_; }

    /// Makes another one current and returns the one before.
    static context* exchange_current(context* c) noexcept { return std::exchange(current_, c); }

private:
    friend carried_context;

    void leave_root() noexcept;

    void forget_watchers() noexcept {
        while (watchers_ != nullptr) forget(*watchers_);
    }

    /// Whether the latest slice was one of this thread.
    [[nodiscard]] bool was_here() const noexcept { return ::pthread_equal(::pthread_self(), thread_) != 0; }

    // A thread has one of each, however many shared libraries include this.
    [[gnu::visibility("default")]] static inline constinit thread_local context* current_ = nullptr;
    [[gnu::visibility("default")]] static inline constinit thread_local std::uint64_t slices_of_thread_ = 0;

    shared_owner* owner_;
    void* log_;
    log_type const& type_;
    void const* clock_;
    std::int64_t (*read_clock_)(void const*) noexcept;
    void (*abandon_)(void*) noexcept;
    void (*set_wait_unwound_)(void*, bool) noexcept;
    carried_context* root_ = nullptr;
    context* next_of_root_ = nullptr;  // another one with this root
    run_watcher* watchers_ = nullptr;
    std::int64_t slice_end_ = 0;  // of the latest slice that has ended
    std::uint64_t slice_ = 0;
    atomic<bool> watched_{false};
    bool running_ = false;
    bool wait_unwound_ = false;
    ::pthread_t thread_{};  // of the latest slice
};

/// The log of the running slice, perhaps one that is over; null where none of this type is current.
template <class Log>
[[nodiscard]] Log* find_current_log() noexcept {
    context const* const here = context::current();
    if (here == nullptr || !here->template is_of<Log>()) return nullptr;
    Log* const log = here->template log<Log>();
    return log != nullptr ? log : &log_access::closed<Log>();
}

template <class Log>
[[nodiscard, gnu::noinline, gnu::cold]] Log& current_log_of() noexcept {
    Log* const log = find_current_log<Log>();
    if (log == nullptr) error_hook{}(error::no_current, {});
    return log != nullptr ? *log : log_access::closed<Log>();
}

/// The log of the running slice, or one that is over. Where none of this type is current, the default hook is told.
template <class Log>
[[nodiscard]] Log& current_log() noexcept {
    context const* const here = context::current();
    Log* const log = here == nullptr ? nullptr : here->template log_at_a_glance<Log>();
    return log != nullptr ? *log : current_log_of<Log>();
}

inline run_watcher::~run_watcher() {
    if (watched != nullptr) watched->forget(*this);
}

/// The slice that ended with a stay in a context; of no context where it goes on.
struct left_slice {
    context* of = nullptr;
    std::uint64_t number = 0;
    bool stayed = false;  // there was a stay to end
};

/// A suspension in favour of another coroutine.
struct slice_transfer {
    left_slice from;
    void const* to = nullptr;
};

/// Keeps the owner of a context, if there is one.
class owner_share {
public:
    explicit owner_share(shared_owner* o) noexcept : owner_(o) {
        if (owner_ != nullptr) owner_->add_owner();
    }
    owner_share(owner_share&&) = delete;
    ~owner_share() {
        if (owner_ != nullptr) owner_->release_owner();
    }

    void swap(owner_share& other) noexcept { std::swap(owner_, other.owner_); }

private:
    shared_owner* owner_;
};

/// A coroutine's stays in its context: from each resume to the next suspension.
///
/// A stay is a slice, or a part of the slice that is running: of an executor, or of the coroutine that resumed this
/// one. Where a coroutine suspends in favour of another of the same context, both stays are in one slice.
class carried_context {
public:
    explicit carried_context(context* c) noexcept : owner_(c == nullptr ? nullptr : c->owner()), context_(c) {}
    carried_context(carried_context&&) = delete;
    /// A coroutine that ends without a suspension is still there.
    ~carried_context() {
        for (; rooted_ != nullptr; rooted_ = rooted_->next_of_root_) rooted_->root_ = nullptr;
        if (inside_ && context::current() == context_) (void)leave(nullptr);
    }

    /// Begins a stay on this thread, unless there is one.
    void enter() noexcept {
        if (context_ == nullptr || inside_) return;
        move_in();
        owns_slice_ = !context_->running_here();
        if (owns_slice_) take_up_slice();
    }

    /// Ends the stay. The coroutine's address is what it will be known by when it comes back.
    left_slice leave(void const* coroutine) noexcept {
        coroutine_ = coroutine;
        // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): clang 19 does not see that a promise is constructed
        if (!inside_) {
            transfer_.to = nullptr;  // it was not for this one, which may be new at an address that was another's
            return {};
        }
        inside_ = false;
        context const* const found = context::exchange_current(before_);
        if (found != context_) [[unlikely]] {
            if (found != nullptr) error_hook{}(error::not_left, {});
            context_ = nullptr;  // it ended during the stay
            return {};
        }
        if (!owns_slice_) return {nullptr, 0, true};
        context_->end_slice(context_->now());
        return {context_, context_->slice(), true};
    }

    /// Takes back what `leave` did: the coroutine was not suspended.
    void return_to(left_slice left) noexcept {
        if (!left.stayed) return;
        move_in();
        if (left.of != nullptr) context_->continue_slice(left.number);  // others of the context may have run
    }

    /// From now on the stays are in another context.
    void move_to(context& other) noexcept {
        (void)leave(coroutine_);
        context_ = &other;
        owner_share{other.owner()}.swap(owner_);
        other.set_root(*this);
        enter();
    }

    /// This thread goes on with another coroutine. May be called when neither the context nor this exist any more.
    static void go_on_with(left_slice left, void const* coroutine) noexcept {
        if (left.of != nullptr) transfer_ = {left, coroutine};
    }

private:
    friend context;

    void move_in() noexcept {
        inside_ = true;
        before_ = context::exchange_current(context_);
    }

    /// The number of the slice tells a transfer to this coroutine from one to another that had the same address, and
    /// this context from one that lay here before.
    void take_up_slice() noexcept {
        if (context_->running()) [[unlikely]]
            error_hook{}(error::not_sequenced, {});
        auto const [from, to] = std::exchange(transfer_, {});
        bool const meant = to == coroutine_ && to != nullptr && from.of == context_;
        context_->continue_slice(meant ? from.number : 0);
    }

    [[gnu::visibility("default")]] static inline constinit thread_local slice_transfer transfer_{};

    owner_share owner_;
    context* context_;
    context* before_ = nullptr;  // the thread's current one while this is away
    void const* coroutine_ = nullptr;
    context* rooted_ = nullptr;  // the first of those whose root this is
    bool inside_ = false;
    bool owns_slice_ = false;
};

inline void context::set_root(carried_context& c) noexcept {
    if (root_ != nullptr) return;
    root_ = &c;
    next_of_root_ = std::exchange(c.rooted_, this);
}

/// Where this is destroyed before its root, it lies in that one's frame, with the log.
inline void context::leave_root() noexcept {
    if (root_ == nullptr) return;
    if (!root_->inside_) abandon();
    context** link = &root_->rooted_;
    while (*link != this) link = &(*link)->next_of_root_;
    *link = next_of_root_;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
