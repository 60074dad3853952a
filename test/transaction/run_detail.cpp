// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/run_detail.hpp>

#include <logdefer/records/value_view.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::timing;

/// Words for the detail of one timer, with one more behind it.
template <timing Timing>
class placed {
public:
    using detail = run_detail<Timing>;

    placed() {
        memory_.fill(untouched);
        end_ = detail::place(memory_.data());
    }

    void fill(run_counters const& counters) { detail::fill(memory_.data(), counters); }

    [[nodiscard]] logdefer::value_view value() const { return value_at(memory_.data()); }

    [[nodiscard]] bool ends_where_it_should() const {
        return end_ == memory_.data() + detail::words && memory_.back() == untouched
               && value_size(memory_.front()) == detail::words;
    }

    /// The members in their order; of a number that is printed in seconds, the nanoseconds.
    [[nodiscard]] std::string members() const {
        std::string all;
        for (logdefer::member_view const m : value().members()) {
            bool const is_time = m.value().kind() == logdefer::value_kind::seconds;
            BOOST_TEST((is_time || m.value().kind() == logdefer::value_kind::integer));
            all += std::string{m.key().text()} + '=' + std::to_string(m.value().integer()) + (is_time ? "ns " : " ");
        }
        return all;
    }

private:
    static constexpr word untouched = 0xdead'beef'dead'beef;

    std::array<word, detail::words + 1> memory_;
    word* end_;
};

/// A clock of which a tick takes three nanoseconds.
struct slow_clock {
    static std::chrono::nanoseconds wall() noexcept { return {}; }
    static std::int64_t ticks() noexcept { return 0; }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::nanoseconds{3 * ticks}; }
};

constexpr run_counters some{.busy = 1, .queued = 2, .resumes = 3, .hops = 4, .max_run = 5};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_detail)

BOOST_AUTO_TEST_CASE(is_an_object_of_the_members_of_its_timing_all_of_which_are_0_at_first) {
    BOOST_TEST((placed<timing::split>{}.value().kind() == logdefer::value_kind::object));
    BOOST_TEST(placed<timing::split>{}.members() == "busy=0ns resumes=0 ");
    BOOST_TEST(placed<timing::full>{}.members() == "busy=0ns queued=0ns resumes=0 hops=0 max_run=0ns ");
}

BOOST_AUTO_TEST_CASE(takes_the_words_it_says_and_no_more) {
    BOOST_TEST(placed<timing::split>{}.ends_where_it_should());
    BOOST_TEST(placed<timing::full>{}.ends_where_it_should());
}

BOOST_AUTO_TEST_CASE(has_each_number_in_its_place_once_it_is_filled) {
    placed<timing::split> two;
    two.fill(some);
    BOOST_TEST(two.members() == "busy=1ns resumes=3 ");
    BOOST_TEST(two.ends_where_it_should());
    placed<timing::full> five;
    five.fill(some);
    BOOST_TEST(five.members() == "busy=1ns queued=2ns resumes=3 hops=4 max_run=5ns ");
    BOOST_TEST(five.ends_where_it_should());
}

BOOST_AUTO_TEST_CASE(may_be_filled_again_and_with_any_numbers) {
    placed<timing::full> d;
    d.fill(some);
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    d.fill({.busy = most, .queued = -1});
    BOOST_TEST(d.members() == "busy=" + std::to_string(most) + "ns queued=-1ns resumes=0 hops=0 max_run=0ns ");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(counters_in_nanoseconds_have_their_times_converted_and_their_numbers_as_they_were) {
    auto const c = in_nanoseconds(some, slow_clock{});
    BOOST_TEST(c.busy == 3);
    BOOST_TEST(c.queued == 6);
    BOOST_TEST(c.resumes == 3);
    BOOST_TEST(c.hops == 4);
    BOOST_TEST(c.max_run == 15);
}
