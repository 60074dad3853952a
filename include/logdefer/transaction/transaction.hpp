// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What a log and its timers share: the entries, where the record goes, and who still needs them.
///
/// A transaction stays at one address from the first call to the last timer, so that the log can be moved, and comes
/// from a pool of the thread, so that a program in a steady state does not allocate.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/base/reference_count.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/settings_handle.hpp>
#include <logdefer/settings/unique_id.hpp>
#include <logdefer/sinks/sink_handle.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/exception_watch.hpp>
#include <logdefer/transaction/learnt_secrets.hpp>
#include <logdefer/transaction/probes.hpp>
#include <logdefer/transaction/reserve.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
class pool;

class shared_record;
class transaction;

/// A listener that is called when a log ends, before its entries are sealed: the listener may have an open timer there.
class end_listener {
public:
    end_listener() = default;
    end_listener(end_listener&&) = delete;

    /// Called once, sequenced with the calls on the log; `now` is the time in ticks. The listener has been removed
    /// before.
    virtual void log_ends(transaction& t, std::int64_t now) noexcept = 0;

    /// Called instead of `log_ends` in a child process, where locks of other threads stay locked: the log ends without
    /// a record.
    virtual void log_is_left_behind() noexcept = 0;

    end_listener* next_listener = nullptr;  // of the same log

protected:
    ~end_listener() = default;
};

class transaction {
public:
    /// Makes sure of the reserve while there is memory.
    transaction() noexcept { reserve::provide(); }
    transaction(transaction&&) = delete;

    /// Starts a transaction with room for `first_capacity` bytes; returns false if there is no memory.
    [[nodiscard]] bool begin(std::chrono::nanoseconds wall, std::int64_t ticks,
                             std::size_t first_capacity = arena::usual_capacity) noexcept {
        if (!entries_.begin(wall, ticks, first_capacity)) return false;
        exceptions_ = {};
        owner_ = {};
        record_owner_ = &owner_;
        decided_by_ = source::nobody;
        ended_ = false;
        discarded_ = false;
        running_timers_ = 0;
        listeners_ = nullptr;
        shared_ = nullptr;
        parent_ = nullptr;
        membership_ = membership::undecided;
        users_.restart();
        return true;
    }

    [[nodiscard]] entry_recorder& entries() noexcept { return entries_; }
    [[nodiscard]] entry_recorder const& entries() const noexcept { return entries_; }
    [[nodiscard]] exception_watch& exceptions() noexcept { return exceptions_; }
    [[nodiscard]] sink_handle& sink() noexcept { return sink_; }
    [[nodiscard]] output_buffer& text_buffer() noexcept { return text_; }

    /// Returns the bytes of the entries and the text, which are kept for reuse, and how many of them its pool keeps.
    [[nodiscard]] std::size_t memory() const noexcept {
        return entries_.words().capacity() * sizeof(word) + text_.capacity();
    }
    static constexpr std::size_t greatest_memory = std::size_t{32} << 20U;

    /// Notes the settings by which the record is decided about.
    void set_settings(settings_handle&& s) noexcept {
        settings_ = std::move(s);
        undecided_ = true;
    }
    [[nodiscard]] settings_handle const& settings() const noexcept { return settings_; }

    /// Returns, and reports, whether the caller is an encoder of an entry that is being written: such a call is
    /// refused.
    [[nodiscard]] bool is_busy() const noexcept {
        bool const busy = entries_.is_writing();
        if (busy) report(error::busy);
        return busy;
    }

    /// Overwrites a secret in what has been recorded, and keeps it for what will be. Reports if there is no memory to
    /// keep it.
    void learn_secret(std::string_view secret) noexcept {
        if (secret.empty() || is_busy()) return;
        if (shared_ != nullptr) first_log().record_knows_secrets_.store(true, memory_order::relaxed);
        auto const [kept, numbers] = secrets_.learn(secret, entries_.words());
        numbers_are_secret_ = numbers || numbers_are_secret_;
        undecided_ = true;
        if (!kept) report(error::out_of_memory);
    }

    /// Keeps a callable until the record is finished; returns its number, or 0 if that failed.
    template <class F>
    [[nodiscard]] std::uint32_t add_probe(F&& f) noexcept {
        if (is_busy()) return 0;
        undecided_ = true;
        return probes_.add(std::forward<F>(f));
    }
    [[nodiscard]] detail::probes const& probes() const noexcept { return probes_; }

    /// Counts a part of the record at `now`. The parts of one record have one id.
    void begin_part(std::int64_t now) noexcept {
        if (parts_ == 0) id_ = unique_id{};
        ++parts_;
        last_part_ = now;
        undecided_ = true;
    }
    /// Returns how many parts have begun; 0 if the record is written as a whole.
    [[nodiscard]] std::uint32_t parts() const noexcept { return parts_; }
    [[nodiscard]] std::int64_t last_part() const noexcept { return last_part_; }
    /// Returns whether what has been recorded since the last part takes half of the bytes that the record may have:
    /// some values are longer when they are rendered.
    [[nodiscard]] bool fills_budget() const noexcept {
        std::size_t const size = entries_.words().size();  // less than after the part if the outcome has become shorter
        if (!settings_.exist() || size <= size_after_part_) return false;
        return (size - size_after_part_) * sizeof(word) >= settings_->max_bytes / 2;
    }
    [[nodiscard]] unique_id const& id_of_parts() const noexcept { return id_; }

    [[nodiscard]] bool knows_secrets() const noexcept { return !secrets_.empty(); }
    /// Continues the numbers of the parts of another log of the record.
    void continue_parts_of(transaction const& first) noexcept {
        if (first.parts_ == 0) return;
        parts_ = first.parts_;
        last_part_ = first.last_part_;
        id_ = first.id_;
        undecided_ = true;
    }

    /// Destroys the probes of a part that has been written. The entries are what goes on.
    void end_part() noexcept {
        probes_.clear();
        size_after_part_ = entries_.words().size();
    }

    /// Overwrites the secrets in what was recorded since they were learnt.
    void overwrite_secrets() noexcept {
        if (secrets_.empty()) return;
        numbers_are_secret_ = secrets_.overwrite_all(entries_.words()) || numbers_are_secret_;
        entries_.expect_repeated_keys();  // different secrets of one length look alike now
    }
    /// Returns whether there are numbers to replace, which have the flag `secret`.
    [[nodiscard]] bool has_secret_numbers() const noexcept { return numbers_are_secret_; }

    /// Returns whether anything is decided when the record is finished.
    [[nodiscard]] bool is_undecided() const noexcept { return undecided_; }

    /// Takes over the secrets that another log of the record has learnt.
    void take_secrets(transaction& part) noexcept {
        if (part.secrets_.empty()) return;
        undecided_ = true;
        secrets_.add(part.secrets_);
    }

    /// Takes over what another log of the record has noted about its entries.
    void take_notes(transaction& part) noexcept {
        if (!part.undecided_) return;
        undecided_ = true;
        probes_.add(part.probes_);
        numbers_are_secret_ = numbers_are_secret_ || part.numbers_are_secret_;
    }

    /// Releases what the program gave: the sink, settings that belong to the log, secrets.
    [[gnu::always_inline]] void release_resources() noexcept {
        sink_.reset();
        if (undecided_) [[unlikely]]
            forget_decisions();
    }

    void set_error_hook(error_hook hook) noexcept { on_error_ = hook; }
    void report(std::error_code code, std::string_view subject = {}) const noexcept { on_error_(code, subject); }

    /// Returns whether this is a copy of a transaction of the parent process, which writes it.
    [[nodiscard]] bool is_inherited() const noexcept { return owner_.is_another(); }
    /// Returns whether the record is a copy of one of the parent process. Only for an open log: the record may end
    /// before its parts are released.
    [[nodiscard]] bool record_is_inherited() const noexcept { return record_owner_->is_another(); }

    /// Makes the record belong to this process.
    void adopt() noexcept {
        owner_.adopt();
        record_owner_->adopt();
    }

    /// Sets the outcome: one of the library's, or the program's own words. `entries().set_outcome` must not be called
    /// instead, since an event could then replace the outcome.
    void set_outcome(outcome o) noexcept {
        entries_.set_outcome(o);
        decided_by_ = source::program;
    }
    void set_outcome(text words) noexcept {
        entries_.set_outcome(words);
        decided_by_ = source::program;
    }

    /// Sets the outcome because of an event, unless it has been set.
    void propose_outcome(outcome o) noexcept {
        if (decided_by_ != source::nobody) return;
        entries_.set_outcome(o);
        decided_by_ = source::event;
    }

    /// Adds a listener, which must live until it has been called.
    void add_end_listener(end_listener& l) noexcept { l.next_listener = std::exchange(listeners_, &l); }

    /// Abandons the transaction in a child process, where its listeners cannot use what they share with other threads.
    void leave_behind() noexcept {
        while (end_listener* const l = take_listener()) l->log_is_left_behind();
    }

    /// Ends the recording at `now`, in ticks: notifies the listeners, and takes the outcome from an exception in
    /// flight. Timers that still run become users of the transaction.
    void end(std::int64_t now) noexcept {
        while (end_listener* const l = take_listener()) l->log_ends(*this, now);
        if (auto const implied = exceptions_.implied_outcome(); implied != outcome::ok) propose_outcome(implied);
        ended_ = true;
        if (running_timers_ != 0) users_.add(running_timers_);
    }

    /// Returns whether nothing may be recorded any more, not even by timers.
    [[nodiscard]] bool has_ended() const noexcept { return ended_; }

    /// Marks the transaction as one without a record: timers that end later are not reported.
    void discard() noexcept { discarded_ = true; }
    [[nodiscard]] bool is_discarded() const noexcept { return discarded_; }

    /// Counts a handle of a timer. The transaction outlives its handles.
    void add_running_timer() noexcept { ++running_timers_; }

    /// Stops a timer that has a handle. Only before the end.
    void stop_running_timer(std::uint32_t place, std::int64_t end) noexcept {
        entries_.stop_timer(place, end);
        --running_timers_;
    }

    /// Returns the name with which a timer is reported that was stopped after the end. Empty if a log of a shared
    /// record has learnt a secret: nobody overwrites it in this log's entries, which another thread may be gathering.
    [[nodiscard]] std::string_view late_timer_name(std::uint32_t place) noexcept {
        bool const may_be_secret = shared_ != nullptr && first_log().record_knows_secrets_.load(memory_order::relaxed);
        return may_be_secret ? std::string_view{} : entries_.timer_name(place);
    }

    /// Returns whether timers need the names that they have in the entries.
    [[nodiscard]] bool has_running_timers() const noexcept { return running_timers_ != 0; }

    /// Returns the record that this log shares with others, or null.
    [[nodiscard]] shared_record* shared() const noexcept { return shared_; }
    /// Returns the transaction from which this one was forked, or null.
    [[nodiscard]] transaction* parent() const noexcept { return parent_; }

    /// Removes one user: the log, a timer, or the transaction of a fork. Returns whether it was the last one.
    [[nodiscard]] bool release_user() noexcept { return users_.release(); }

private:
    friend pool<transaction>;
    friend shared_record;

    /// Who has set the outcome.
    enum class source : std::uint8_t { nobody, event, program };

    /// Whether a part becomes part of its record.
    enum class membership : std::uint8_t { undecided, included, excluded };

    /// Returns the first log of the record, which all others keep alive.
    [[nodiscard]] transaction& first_log() noexcept {
        transaction* log = this;
        while (log->parent_ != nullptr) log = log->parent_;
        return *log;
    }

    [[gnu::noinline]] void forget_decisions() noexcept {
        settings_.reset();
        secrets_.forget();
        if (!probes_.empty()) probes_.clear();
        entries_.forget_left_out_lines();
        undecided_ = false;
        numbers_are_secret_ = false;
        parts_ = 0;
        last_part_ = 0;
        size_after_part_ = layout::entries;
    }

    /// Removes the next listener, and returns it; null if there is none.
    [[nodiscard]] end_listener* take_listener() noexcept {
        end_listener* const l = listeners_;
        if (l != nullptr) listeners_ = l->next_listener;
        return l;
    }

    entry_recorder entries_;
    output_buffer text_;
    sink_handle sink_;
    settings_handle settings_;
    learnt_secrets secrets_;
    detail::probes probes_;
    error_hook on_error_;
    exception_watch exceptions_;
    owning_process owner_;
    owning_process* record_owner_ = &owner_;
    end_listener* listeners_ = nullptr;
    reference_count users_;  // the log, the transactions of its forks and, once it has ended, its running timers
    std::size_t running_timers_ = 0;
    source decided_by_ = source::nobody;
    bool ended_ = false;
    bool discarded_ = false;
    std::uint32_t parts_ = 0;
    std::int64_t last_part_ = 0;
    std::size_t size_after_part_ = layout::entries;  // in words
    unique_id id_{unique_id::none};
    bool undecided_ = false;  // something is decided when the record is finished
    bool numbers_are_secret_ = false;

    transaction* next_ = nullptr;  // in the pool, or on the list of ended parts

    // Of a log that shares its record with others:
    membership membership_ = membership::undecided;  // only for the thread that gathers the parts
    shared_record* shared_ = nullptr;
    transaction* parent_ = nullptr;             // which this part keeps alive
    atomic<bool> record_knows_secrets_{false};  // only of the first log: set by any log, on any thread
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
