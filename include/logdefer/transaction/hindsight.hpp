// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// What settings decide about a record whose end is known.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/decision.hpp>
#include <logdefer/settings/redaction.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/settings/settings_handle.hpp>
#include <logdefer/settings/unique_id.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/entry_rewriter.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/transaction/size_limit.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/values/value_writer.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Who gets a record. The rule `keep` is only asked what the sink gets.
enum class receiver : std::uint8_t { sink, caller, sink_of_part };

/// Reads a clock of any type.
class clock_reader {
public:
    template <class Clock>
    explicit clock_reader(Clock const& clock) noexcept
        : clock_(__builtin_addressof(clock)), now_([](void const* any) noexcept {
              auto const& c = *static_cast<Clock const*>(any);
              return c.elapsed(c.ticks());
          }) {}

    /// Returns a time that is comparable with others of the same clock.
    [[nodiscard]] std::chrono::nanoseconds now() const noexcept { return now_(clock_); }

private:
    void const* clock_;
    std::chrono::nanoseconds (*now_)(void const*) noexcept;
};

/// Replaces values by the redactions of settings.
class path_redaction final : public substitution {
public:
    explicit path_redaction(redactions const& all) noexcept : all_(all) {}

    [[nodiscard]] bool selects(path_step const& path, value_view) const noexcept override {
        return all_.find(path) != nullptr;
    }

    void replace(path_step const& path, value_view value, value_writer& out) const override {
        redaction const* const found = all_.find(path);
        if (found != nullptr && found->replace_ != nullptr) return found->replace_(value, out);
        out.write(redacted_text);
    }

private:
    redactions const& all_;
};

/// Replaces the numbers that turned out to be secret.
class secret_numbers final : public substitution {
public:
    [[nodiscard]] bool selects(path_step const&, value_view value) const noexcept override {
        word const header = *words_of(value);
        return (flags_of(header) & value_flag::secret) != 0 && tag_of(header) != tag::text;
    }
    void replace(path_step const&, value_view, value_writer& out) const override { out.write(redacted_text); }
};

/// Unifies the keys of objects that look alike since secrets in them were overwritten.
class look_alike_keys final : public substitution {
public:
    [[nodiscard]] bool selects(path_step const&, value_view value) const noexcept override {
        if (value.kind() != value_kind::object) return false;
        int overwritten = 0;
        for (member_view const m : value.members()) {
            if (m.key().text().find('*') != std::string_view::npos && ++overwritten == 2) return true;
        }
        return false;
    }
    void replace(path_step const&, value_view value, value_writer& out) const override { out.write(value); }
};

/// Writes the results of probes to their places.
class probe_results final : public substitution {
public:
    probe_results(transaction& t, clock_reader clock, std::chrono::nanoseconds time) noexcept
        : transaction_(t), clock_(clock), start_(clock.now()), time_(time) {}

    [[nodiscard]] bool selects(path_step const&, value_view value) const noexcept override {
        return probe_number(*words_of(value)) != 0;
    }

    void replace(path_step const&, value_view value, value_writer& out) const noexcept override {
        auto& words = words_of(out);
        auto const before = words.position();
        bool written = false;
        if (clock_.now() - start_ <= time_) {
            auto const number = probe_number(*words_of(value));
            bool const completed = completes([&] { written = transaction_.probes().write(number, out); });
            written = written && completed && !words.failed();
        }
        if (written) return;
        words.rewind(before);
        words.null();
        transaction_.entries().lose(lost_probes, 1);
    }

private:
    transaction& transaction_;
    clock_reader clock_;
    std::chrono::nanoseconds start_;
    std::chrono::nanoseconds time_;
};

/// Follows the settings of one transaction.
class hindsight {
public:
    hindsight(transaction& t, receiver to, clock_reader clock) noexcept
        : transaction_(t), settings_(t.settings()), entries_(t.entries()), to_(to), clock_(clock) {}

    /// Decides about a record that lies in the transaction, and changes it. Returns whether it is kept.
    [[nodiscard, gnu::always_inline]] bool operator()(record_view record) const noexcept {
        verdict keep{true, 1};
        if (settings_.exist() && to_ == receiver::sink && transaction_.parts() == 0) {
            keep = decide(settings_->keep, record);
        }
        if (keep.kept) change_kept(record, keep.sample_rate);
        return keep.kept;
    }

private:
    /// Changes a record that is kept. Not inline, so that dropping one is quick.
    [[gnu::noinline]] void change_kept(record_view record, double sample_rate) const noexcept {
        bool const has_settings = settings_.exist();
        bool const shows_all = !has_settings || decide(settings_->escalate, record).kept;
        if (!shows_all) hide_lines();
        if (shows_all && !transaction_.probes().empty()) run_probes();
        if (transaction_.has_secret_numbers()) entry_rewriter{entries_, secret_numbers{}}.run();
        if (transaction_.knows_secrets()) entry_rewriter{entries_, look_alike_keys{}}.run();
        if (has_settings) follow_settings(sample_rate);
        if (transaction_.parts() != 0) {
            write_extra("id", text{transaction_.id_of_parts().text()});
            write_extra("part", transaction_.parts());
        }
    }

    /// Replaces, adds and removes what the settings tell.
    void follow_settings(double sample_rate) const noexcept {
        if (!settings_->redact.empty()) entry_rewriter{entries_, path_redaction{settings_->redact}}.run();
        size_limit{entries_}.limit_entries(settings_->max_entries);
        entries_.append_extras(settings_->members);
        if (settings_->id && transaction_.parts() == 0) write_extra("id", text{unique_id{}.text()});
        if (sample_rate != 1) write_extra("sample_rate", sample_rate);
    }

    void run_probes() const noexcept {
        auto const time = settings_.exist() ? settings_->probe_time : usual_probe_time;
        entry_rewriter{entries_, probe_results{transaction_, clock_, time}}.run();
        transaction_.overwrite_secrets();  // also in the results
    }

    /// Removes the lines that are shown only where `escalate` says so.
    void hide_lines() const noexcept {
        entry_list{entries_.words(), entry_kind::log}.remove_if(
            [&](std::uint32_t at) { return entries_.words().entry(at).level() > settings_.shown(); });
    }

    template <class T>
    void write_extra(text key, T const& value) const noexcept {
        (void)entries_.append_sized<entry_kind::extra>(0, 0, no_times{}, key, value);
    }

    transaction& transaction_;
    settings_handle const& settings_;
    entry_recorder& entries_;
    receiver to_;
    clock_reader clock_;
};

/// Seals the record of a transaction about which something is decided, and returns whether it is kept.
[[nodiscard, gnu::noinline]] inline bool seal_with_hindsight(transaction& t, std::int64_t now, receiver to,
                                                             clock_reader clock) noexcept {
    if (t.parts() != 0 && to != receiver::sink_of_part) t.begin_part(now);  // the last one
    t.overwrite_secrets();
    return sealer{t.entries()}.seal(now, hindsight{t, to, clock});
}

/// Seals the record of a transaction, and returns whether its settings keep it.
template <class Clock>
[[nodiscard, gnu::always_inline]] inline bool seal_record(transaction& t, Clock const& clock, std::int64_t now,
                                                          receiver to) noexcept {
    if (t.is_undecided()) [[unlikely]]
        return seal_with_hindsight(t, now, to, clock_reader{clock});
    (void)sealer{t.entries()}.seal(now);
    return true;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
