// SPDX-License-Identifier: BSL-1.0
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace logdefer;
using namespace logdefer::test;
namespace execution = boost::asio::execution;

using bound_io = decltype(bind(std::declval<asio::io_context&>(), std::declval<log_type&>()));
using bound_strand = decltype(bind(std::declval<asio::strand<asio::thread_pool::executor_type>>(),  //
                                   std::declval<log_type&>()));

static_assert(execution::is_executor<bound_io>::value);
static_assert(execution::is_executor<bound_strand>::value);
static_assert(std::is_nothrow_copy_constructible_v<bound_io> && std::is_nothrow_move_constructible_v<bound_io>);
static_assert(std::is_convertible_v<bound_io, asio::any_io_executor>);
static_assert(std::is_same_v<bound_strand::inner_executor_type, asio::strand<asio::thread_pool::executor_type>>);
static_assert(std::is_same_v<bound_io::inner_executor_type, asio::io_context::executor_type>);
static_assert(sizeof(bound_io) <= sizeof(std::shared_ptr<void>) + sizeof(void*),
              "any_io_executor holds it without allocating");

/// An allocator that counts its allocations.
template <class T>
struct counting_allocator {
    using value_type = T;
    std::size_t* count;

    explicit counting_allocator(std::size_t& n) : count(&n) {}
    template <class U>
    counting_allocator(counting_allocator<U> const& other) : count(other.count) {}

    T* allocate(std::size_t n) {
        ++*count;
        return std::allocator<T>{}.allocate(n);
    }
    void deallocate(T* p, std::size_t n) { std::allocator<T>{}.deallocate(p, n); }
    template <class U>
    bool operator==(counting_allocator<U> const& other) const {
        return count == other.count;
    }
};

/// An executor that refuses all work.
struct refusing_executor {
    asio::io_context* context;

    [[nodiscard]] asio::execution_context& query(execution::context_t) const noexcept { return *context; }
    [[nodiscard]] static execution::blocking_t query(execution::blocking_t) noexcept {
        return execution::blocking.never;
    }
    [[nodiscard]] refusing_executor require(execution::blocking_t::never_t) const noexcept { return *this; }
    template <class F>
    void execute(F const&) const {
        throw std::bad_alloc{};
    }
    bool operator==(refusing_executor const&) const = default;
};

/// An executor that keeps the first function; when it refuses the second, it releases the first.
struct dropping_executor : refusing_executor {
    std::shared_ptr<void>* kept;

    [[nodiscard]] dropping_executor require(execution::blocking_t::never_t) const noexcept { return *this; }
    template <class F>
    void execute(F&& f) const {
        if (*kept == nullptr) {
            *kept = std::make_shared<std::decay_t<F>>(std::forward<F>(f));
        } else {
            kept->reset();
            throw std::bad_alloc{};
        }
    }
    bool operator==(dropping_executor const&) const = default;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_bound_executor, bound_fixture)

BOOST_AUTO_TEST_CASE(has_the_context_of_the_inner_one) {
    auto const executor = bind(io, log);
    BOOST_TEST(&asio::query(executor, execution::context) == &io);
    BOOST_TEST(&asio::query(asio::any_io_executor{executor}, execution::context) == &io);
}

BOOST_AUTO_TEST_CASE(equals_its_copies_whatever_their_properties) {
    auto const executor = bind(io, log);
    BOOST_TEST((executor == asio::require(executor, execution::blocking.never)));
    BOOST_TEST((executor == asio::prefer(executor, execution::outstanding_work.tracked)));
    BOOST_TEST((executor != bind(io, log)));
    BOOST_TEST((asio::any_io_executor{executor} == asio::any_io_executor{executor}));
    BOOST_TEST((asio::any_io_executor{executor} != asio::any_io_executor{io.get_executor()}));
}

BOOST_AUTO_TEST_CASE(tells_the_properties_it_was_required_to_have) {
    auto const executor = bind(io, log);
    BOOST_TEST((asio::query(executor, execution::blocking) == execution::blocking.possibly));
    auto const never = asio::require(executor, execution::blocking.never);
    BOOST_TEST((asio::query(never, execution::blocking) == execution::blocking.never));
    auto const possibly = asio::require(never, execution::blocking.possibly);
    BOOST_TEST((asio::query(possibly, execution::blocking) == execution::blocking.possibly));
    auto const continuing = asio::require(never, execution::relationship.continuation);
    BOOST_TEST((asio::query(continuing, execution::relationship) == execution::relationship.continuation));
    BOOST_TEST((asio::query(continuing, execution::blocking) == execution::blocking.never));
    auto const tracked = asio::require(executor, execution::outstanding_work.tracked);
    BOOST_TEST((asio::query(tracked, execution::outstanding_work) == execution::outstanding_work.tracked));
    auto const untracked = asio::require(tracked, execution::outstanding_work.untracked);
    BOOST_TEST((asio::query(untracked, execution::outstanding_work) == execution::outstanding_work.untracked));
}

BOOST_AUTO_TEST_CASE(can_be_assigned) {
    auto one = bind(io, log);
    auto const other = bind(io, log);
    one = other;
    BOOST_TEST((one == other));
}

BOOST_AUTO_TEST_CASE(never_blocks_a_post_and_lets_dispatch_run_at_once) {
    auto const executor = bind(io, log);
    asio::post(executor, [&] {
        bool posted = false;
        bool dispatched = false;
        asio::post(executor, [&] { posted = true; });
        asio::dispatch(executor, [&] { dispatched = true; });
        BOOST_TEST(dispatched);
        BOOST_TEST(!posted);
    });
    BOOST_TEST(step());
    io.stop();
}

BOOST_AUTO_TEST_CASE(runs_functions_that_can_only_be_moved) {
    auto value = std::make_unique<int>(7);
    int seen = 0;
    asio::post(bind(io, log), [&seen, value = std::move(value)] { seen = *value; });
    run();
    BOOST_TEST(seen == 7);
}

BOOST_AUTO_TEST_CASE(keeps_its_context_from_ending_while_it_is_tracked) {
    auto guard = std::optional{asio::make_work_guard(bind(io, log))};
    io.poll();
    BOOST_TEST(!io.stopped());
    guard.reset();
    io.poll();
    BOOST_TEST(io.stopped());
}

BOOST_AUTO_TEST_CASE(does_not_keep_its_context_from_ending_by_mere_existence) {
    auto const executor = bind(io, log);
    io.poll();
    BOOST_TEST(io.stopped());
}

BOOST_AUTO_TEST_CASE(gives_the_allocator_of_a_handler_to_the_inner_executor) {
    std::size_t allocations = 0;
    asio::post(asio::bind_executor(bind(io, log), asio::bind_allocator(counting_allocator<void>{allocations}, [] {})));
    run();
    BOOST_TEST(allocations != 0U);
}

BOOST_AUTO_TEST_CASE(passes_an_exception_of_a_function_to_whoever_runs_it_and_goes_on) {
    auto const executor = bind(io, log);
    asio::post(executor, [] { throw std::runtime_error{"thrown"}; });
    asio::post(executor, [] { current_log().info("next"); });
    BOOST_CHECK_THROW(io.run(), std::runtime_error);
    BOOST_TEST(is_lost());
    run();
    BOOST_TEST((messages() == std::vector<std::string>{R"("next")"}));
}

BOOST_AUTO_TEST_CASE(passes_on_that_work_was_refused_which_abandons_nothing) {
    auto const executor = bind(sequenced{refusing_executor{&io}}, log);
    BOOST_CHECK_THROW(asio::post(executor, [] {}), std::bad_alloc);
    log.info("goes on");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"goes on"])"));
}

BOOST_AUTO_TEST_CASE(that_refuses_work_does_not_forget_what_was_abandoned_meanwhile) {
    std::shared_ptr<void> kept;
    auto const executor = bind(sequenced{dropping_executor{{&io}, &kept}}, log);
    asio::post(executor, [] {});
    BOOST_CHECK_THROW(asio::post(executor, [] {}), std::bad_alloc);
    auto const extras = record().extras;
    BOOST_REQUIRE(extras.size() == 1U);
    BOOST_TEST(extras.front().value.text == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(may_be_destroyed_by_a_function_that_throws) {
    auto executor = std::make_unique<bound_io>(bind(io, log));
    asio::post(*executor, [&] {
        BOOST_CHECK_THROW(executor->execute([&] {
            executor.reset();
            throw std::runtime_error{"thrown"};
        }),
                          std::runtime_error);
    });
    run();
    BOOST_TEST(record().extras.empty());
}

BOOST_AUTO_TEST_CASE(may_outlive_its_log) {
    auto other = std::make_unique<log_type>(sink, clock);
    auto const executor = bind(io, *other);
    other.reset();
    asio::post(executor, [] { BOOST_TEST(logdefer::detail::context::current()->log<log_type>() == nullptr); });
    run();
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(may_outlive_its_context) {
    auto context = std::make_unique<asio::io_context>();
    auto const executor = asio::any_io_executor{bind(*context, log)};
    asio::co_spawn(executor, wait_for_nothing, asio::detached);
    (void)context->poll_one();
    context.reset();
    auto const copy = executor;
    BOOST_TEST((copy == executor));
}

BOOST_AUTO_TEST_CASE(of_a_log_that_is_over_has_none) {
    BOOST_TEST(!log.finish());
    asio::post(bind(io, log), [] { BOOST_TEST(logdefer::detail::context::current()->log<log_type>() == nullptr); });
    run();
}

BOOST_AUTO_TEST_SUITE_END()
