// SPDX-License-Identifier: BSL-1.0

// A million logs of a few thousand records, on eight threads that take turns with each of them. The actions of each log
// are recorded and compared with the calls of the sink and the error hook.

#include <logdefer/basic_log_defer.hpp>

#include "property/for_all.hpp"
#include "property/random_source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOGDEFER_TEST_IS_SANITIZED 1
#elif defined(__has_feature)  // clang's way to tell
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LOGDEFER_TEST_IS_SANITIZED 1
#endif
#endif

namespace {

using namespace logdefer;
using log_type = basic_log_defer<>;
using property::random_source;

#if defined(LOGDEFER_TEST_IS_SANITIZED)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

constexpr std::size_t threads = 8;
constexpr std::size_t forks_in_all = sanitized ? 50'000 : 1'000'000;
constexpr std::size_t forks_of_a_record = 1000;
constexpr std::size_t records_at_once = sanitized ? 4 : 16;

/// What may happen to the logs of a record besides `finish`.
enum class kind : std::uint8_t { finished, forks_cancelled, finished_now, cancelled };

enum class ending : std::uint8_t { none, recorded, late, cancelled };

/// The actions of one log. Only the thread that has the log writes here.
struct part {
    std::size_t parent = 0;
    std::size_t lines = 0;
    std::size_t timers = 0;
    std::size_t outliving = 0;  // timers that were stopped after its end
    ending end = ending::none;
};

/// The origin of a line, which is its only item.
struct origin {
    std::uint64_t record;
    std::uint64_t part;
    std::uint64_t line;

    [[nodiscard]] std::uint64_t packed() const { return record << 40U | part << 20U | line; }
    static origin unpacked(std::uint64_t n) { return {n >> 40U, n >> 20U & 0xf'ffffU, n & 0xf'ffffU}; }
};

/// One record: the actions of its logs, and the result.
class one_record {
public:
    one_record(std::uint64_t number, kind how, std::size_t forks)
        : number_(number), how_(how), parts_(forks + 1), seen_(forks + 1) {}

    [[nodiscard]] log_type start() {
        return log_type{[this](record_view const& r) { take(r); }, settings{.on_error = late_}};
    }

    /// Returns the number of a new part, or none if the record has too many.
    [[nodiscard]] std::optional<std::size_t> add_part(std::size_t parent) {
        std::size_t const n = used_.fetch_add(1, std::memory_order_relaxed);
        if (n >= parts_.size()) return std::nullopt;
        parts_[n].parent = parent;
        return n;
    }

    [[nodiscard]] part& at(std::size_t i) { return parts_[i]; }
    [[nodiscard]] kind how() const { return how_; }
    [[nodiscard]] std::uint64_t number() const { return number_; }

    /// Must be called when all logs and timers are destroyed.
    void check() const {
        std::vector<bool> lost(parts_.size());
        std::size_t wrong = 0;
        std::size_t timers = 0;
        std::size_t reports = 0;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            part const& p = parts_[i];
            lost[i] = p.end == ending::cancelled || (i != 0 && lost[p.parent]);
            bool const in_record = p.end == ending::recorded && !lost[i] && how_ != kind::cancelled;
            wrong += seen_[i] != (in_record ? p.lines : 0);
            timers += in_record ? p.timers : 0;
            bool const silent = p.end == ending::cancelled || (p.end == ending::late && how_ == kind::cancelled);
            reports += silent ? 0 : p.outliving + (p.end == ending::late ? 1 : 0);
        }
        BOOST_TEST(wrong == 0U);
        BOOST_TEST(misplaced_ == 0U);
        BOOST_TEST(timers_ == timers);
        BOOST_TEST(late_.count == reports);
        BOOST_TEST(calls_ == (how_ == kind::cancelled ? 0U : 1U));
    }

private:
    struct late_counter {
        std::atomic<std::size_t> count = 0;
        void operator()(std::error_code code, std::string_view) { count += code == error::late ? 1 : 1000; }
    };

    void take(record_view const& r) {
        ++calls_;
        auto latest = r.start() - r.start();
        for (auto const line : r.logs()) {
            auto const from = origin::unpacked((*line.items().begin()).unsigned_integer());
            bool const in_place = from.record == number_ && from.part < seen_.size() && line.offset() >= latest
                                  && line.offset() <= r.end() && seen_[from.part]++ == from.line;
            if (!in_place) ++misplaced_;
            latest = line.offset();
        }
        for (auto const timer : r.timers()) {
            ++timers_;
            if (timer.end() < timer.start() || timer.end() > r.end()) ++misplaced_;
        }
    }

    std::uint64_t number_;
    kind how_;
    std::vector<part> parts_;
    std::atomic<std::size_t> used_ = 0;
    late_counter late_;
    std::vector<std::size_t> seen_;  // lines of each part
    std::size_t timers_ = 0;
    std::size_t misplaced_ = 0;
    std::size_t calls_ = 0;
};

/// A log that some thread will continue with; after its end, the timers that it left behind.
struct task {
    one_record& record;
    std::size_t number;
    std::optional<log_type> log;
    std::vector<timer_scope<system_clock>> timers = {};

    [[nodiscard]] part& noted() const { return record.at(number); }
    [[nodiscard]] bool over() const { return !log && timers.empty(); }
};

/// Tasks that nobody works on. One bag for each thread, so that threads synchronise little but by the logs.
class bag {
public:
    void put(std::unique_ptr<task> t) {
        std::lock_guard const lock{mutex_};
        tasks_.push_back(std::move(t));
    }

    [[nodiscard]] std::unique_ptr<task> take(random_source& random) {
        std::lock_guard const lock{mutex_};
        if (tasks_.empty()) return nullptr;
        std::swap(tasks_[random.below(tasks_.size())], tasks_.back());
        auto t = std::move(tasks_.back());
        tasks_.pop_back();
        return t;
    }

private:
    std::mutex mutex_;
    std::vector<std::unique_ptr<task>> tasks_;
};

/// Some records, processed by all threads until they are complete.
class batch {
public:
    explicit batch(random_source& random) : seed_(random.bits()) {
        for (std::size_t i = 0; i < records_at_once; ++i) {
            auto const how = random.pick({kind::finished, kind::forks_cancelled, kind::finished_now, kind::cancelled});
            auto& r = *records_.emplace_back(std::make_unique<one_record>(i, how, 1 + random.below(forks_of_a_record)));
            add(r, *r.add_part(0), r.start(), random);
        }
    }

    /// Returns how many forks there were.
    std::size_t run() {
        std::vector<std::thread> workers;
        for (std::size_t i = 0; i < threads; ++i) {
            workers.emplace_back([this, i] {
                random_source random{seed_ + i};
                work(bags_[i], random);
            });
        }
        for (auto& worker : workers) worker.join();
        for (auto const& r : records_) r->check();
        return tasks_ - records_.size();
    }

private:
    void add(one_record& r, std::size_t number, log_type log, random_source& random) {
        ++tasks_;
        ++open_;
        bags_[random.below(threads)].put(std::make_unique<task>(r, number, std::move(log)));
    }

    void work(bag& own, random_source& random) {
        while (open_ != 0) {
            auto t = own.take(random);
            if (!t) t = bags_[random.below(threads)].take(random);
            if (!t) {
                std::this_thread::yield();
                continue;
            }
            step(*t, random);
            if (t->over()) {
                --open_;
            } else {
                bags_[random.below(threads)].put(std::move(t));
            }
        }
    }

    void step(task& t, random_source& random) {
        if (!t.log) return t.timers.pop_back();
        use(t, random);
        for (auto n = random.below(4); n > 0; --n) fork(t, random);
        if (random.one_in(2)) end(t, random);
    }

    static void use(task& t, random_source& random) {
        part& p = t.noted();
        for (auto n = random.below(4); n > 0; --n) {
            t.log->info("line", origin{t.record.number(), t.number, p.lines++}.packed());
        }
        if (random.one_in(4)) {
            t.timers.push_back(t.log->timer("timer"));
            ++p.timers;
        } else if (!t.timers.empty() && random.one_in(2)) {
            t.timers.pop_back();
        }
    }

    void fork(task& t, random_source& random) {
        auto child = t.log->fork();
        auto const number = child.is_open() ? t.record.add_part(t.number) : std::nullopt;
        if (number) return add(t.record, *number, std::move(child), random);
        child.cancel();
    }

    static void end(task& t, random_source& random) {
        part& p = t.noted();
        kind const how = t.record.how();
        bool const first = t.number == 0;
        bool const cancelled =
            (how == kind::cancelled && first) || (how == kind::forks_cancelled && !first && random.one_in(10));
        if (cancelled) {
            t.log->cancel();
            p.end = ending::cancelled;
        } else {
            auto const code = how == kind::finished_now && random.one_in(50) ? t.log->finish_now() : t.log->finish();
            p.end = code == error::late ? ending::late : ending::recorded;
        }
        t.log.reset();
        p.outliving = t.timers.size();
    }

    std::uint64_t seed_;
    std::vector<std::unique_ptr<one_record>> records_;
    std::array<bag, threads> bags_;
    std::atomic<std::size_t> open_ = 0;
    std::atomic<std::size_t> tasks_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_line_of_a_million_forks_is_once_in_the_right_record_or_its_loss_is_told) {
    auto const seed = property::first_seed();
    std::cout << "seed " << seed << ", " << forks_in_all << " forks"
              << (sanitized ? " instead of 1000000, since a sanitizer slows them down" : "") << '\n';
    random_source random{seed};
    for (std::size_t forks = 0; forks < forks_in_all;) forks += batch{random}.run();
}

BOOST_AUTO_TEST_CASE(a_log_may_be_handed_on_by_forks_without_end) {
    constexpr std::size_t hands = 20'000;
    std::size_t lines = 0;
    log_type log{[&](record_view const& r) { lines = static_cast<std::size_t>(std::ranges::distance(r.logs())); }};
    for (std::size_t i = 0; i < hands; ++i) {
        log.info("line");
        log = log.fork();
    }
    log.cancel();
    BOOST_TEST(lines == hands);
}
