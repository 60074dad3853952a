// SPDX-License-Identifier: BSL-1.0

// Measures one post and resume of an Asio coroutine: on the plain executor, on a strand, and bound to a log.

#include "support/measure.hpp"

#include <logdefer/asio.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string_view>

namespace bench {
namespace {

namespace asio = boost::asio;
using log_defer = logdefer::basic_log_defer<>;
using logdefer::bind;
using logdefer::sequenced;
using logdefer::timing;

asio::awaitable<void> post_for_ever() {
    for (;;) co_await asio::post(asio::use_awaitable);
}

/// Runs one handler in each iteration: a resume of the coroutine, and its next post.
template <class MakeExecutor>
void time_resumes(benchmark::State& state, MakeExecutor make_executor) {
    log_defer log{[](std::string_view) {}};
    asio::io_context context{1};
    asio::co_spawn(make_executor(context, log), post_for_ever(), asio::detached);
    for (int i = 0; i < 8; ++i) context.poll_one();
    allocation_counter const counter{state};
    for (auto _ : state) benchmark::DoNotOptimize(context.poll_one());
}

/// Measures a whole binding, which is made, run once, and destroyed.
void time_bindings(benchmark::State& state) {
    log_defer log{[](std::string_view) {}};
    asio::io_context context{1};
    for (auto _ : state) {
        asio::post(bind(sequenced{context.get_executor()}, log), [] {});
        context.restart();
        context.poll_one();
    }
}

template <class MakeExecutor>
bool add(char const* name, MakeExecutor make_executor) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { time_resumes(state, make_executor); });
    return true;
}

[[maybe_unused]] bool const added =
    add("asio/bare", [](auto& context, auto&) { return context.get_executor(); })
    && add("asio/strand", [](auto& context, auto&) { return asio::make_strand(context); })
    && add("asio/bind", [](auto& context, auto& log) { return bind(context, log); })
    && add("asio/bind_sequenced", [](auto& context, auto& log) { return bind(sequenced{context.get_executor()}, log); })
    && add("asio/bind_sequenced_split",
           [](auto& context, auto& log) { return bind<timing::split>(sequenced{context.get_executor()}, log, "work"); })
    && add("asio/bind_sequenced_full",
           [](auto& context, auto& log) { return bind<timing::full>(sequenced{context.get_executor()}, log, "work"); })
    && add("asio/bind_full", [](auto& context, auto& log) { return bind<timing::full>(context, log, "work"); })
    && benchmark::RegisterBenchmark("asio/binding", time_bindings) != nullptr;

}  // namespace
}  // namespace bench
