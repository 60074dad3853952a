// SPDX-License-Identifier: BSL-1.0
/// Uses the whole interface in a program built with -fno-exceptions. Prints the record, or prints what is wrong and
/// fails.
#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/settings/settings.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>
#include <logdefer/values/secret.hpp>

#include <support/gate.hpp>
#include <support/lazy_task.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/describe/class.hpp>
#include <boost/json.hpp>
#include <boost/throw_exception.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#if defined(__cpp_exceptions)
#error "this program is to be built without exceptions"
#endif

// Boost calls these instead of throwing; a program without exceptions must define them.
namespace boost {
void throw_exception(std::exception const& e, source_location const&) {
    std::fprintf(stderr, "fatal: %s\n", e.what());
    std::abort();
}
void throw_exception(std::exception const& e) { throw_exception(e, source_location{}); }
}  // namespace boost

namespace {

struct order {
    int number;
    std::string customer;
};
BOOST_DESCRIBE_STRUCT(order, (), (number, customer))

struct money {
    int cents;
};

struct memory_sink {
    std::string text;
    void operator()(std::string_view record) { text += record; }
};

}  // namespace

template <>
struct logdefer::encoder<money> {
    static void encode(money const& m, value_writer& out) { out.write(m.cents / 100.0); }
};

namespace {

void record_all(logdefer::log_defer& log) {
    order const bought{4711, "jane.doe@example.com"};
    auto const whole = log.timer("whole");
    log.toggle_timer("toggled");
    log.info("a described class", bought);
    log.info("an encoder", {{"price", money{250}}});
    log.warn([&] { return "lazy for " + bought.customer; }, logdefer::as_json(std::vector{1, 2}));
    log.data("document", boost::json::value{{"list", {1, "two"}}});
    log.data("settings", {{"a", 1}});
    log.data("settings", {{"b", 2}}, logdefer::merge_data::deep);
    log["nothing"] = std::optional<int>{};
    log.toggle_timer("toggled");
    auto fork = log.fork();
    fork.info("a fork");
}

support::lazy_task<logdefer::context_promise> wait_for(support::gate& g) {
    co_await logdefer::timed<logdefer::timing::full>(logdefer::current(), "awaited", g);
}

void record_an_await(logdefer::log_defer& log) {
    support::gate g;
    logdefer::log_context context{log};
    auto const t = context.create([&] { return wait_for(g); });
    t.resume();
    g.release();
}

bool contains(std::string_view text, std::string_view part) {
    bool const found = text.find(part) != std::string_view::npos;
    if (!found) std::fprintf(stderr, "missing in the record: %.*s\n", static_cast<int>(part.size()), part.data());
    return found;
}

bool has_everything(std::string_view text) {
    bool good = text.starts_with(R"({"start":)") && text.find('\n') == text.size() - 1;
    for (std::string_view const part :
         {R"(30,"a described class",{"number":4711,"customer":"jane.doe@example.com"}])",
          R"(30,"an encoder",{"price":2.5}])", R"(20,"lazy for jane.doe@example.com",[1,2]])",
          R"("data":{"document":{"list":[1,"two"]},"settings":{"a":1,"b":2},"nothing":null})", R"(["whole",0.)",
          R"(["toggled",0.)", R"(30,"a fork"])", R"(["awaited",0.)", R"("resumes":1,"hops":0)"}) {
        good = contains(text, part) && good;
    }
    return good;
}

/// Checks that records pass unchanged through a queue.
template <class Queue>
bool passes_on(std::string_view text) {
    memory_sink taken;
    {
        Queue queue{taken};
        if (queue(text)) return false;
    }
    return taken.text == text;
}

/// Makes a record that settings change and keep.
bool decides_at_the_end() {
    memory_sink sink;
    logdefer::settings const settings{.verbosity = 20,
                                      .escalate = logdefer::failed,
                                      .keep = logdefer::failed || logdefer::sample(0.0),
                                      .max_bytes = 2000,
                                      .redact = {"data.token"},
                                      .members = {{"service", "x"}},
                                      .id = true};
    logdefer::log_defer log{sink, settings};
    log.info("learnt: hunter2", {{"password", logdefer::secret{"hunter2"}}});
    log.redact("hunter2");
    log["token"] = "hunter2";
    log["probe"] = log.if_kept([] { return std::string(5000, 'x'); });
    log.outcome(logdefer::outcome::failed);
    (void)log.finish();
    bool good = sink.text.size() <= 2000 && sink.text.find("hunter2") == std::string::npos;
    for (std::string_view const part : {R"(30,"learnt: *******",{"password":"[redacted]"}])", R"("token":"[redacted]")",
                                        R"("probe":"xxxx)", R"("service":"x","id":")"}) {
        good = contains(sink.text, part) && good;
    }
    return good;
}

}  // namespace

int main() {
    memory_sink sink;
    {
        logdefer::log_defer log{sink};
        record_all(log);
        record_an_await(log);
    }
    std::fputs(sink.text.c_str(), stdout);
    boost::json::error_code code;
    bool const valid = boost::json::parse(sink.text, code).is_object() && !code;
    logdefer::log_defer finished{sink};
    bool const ends_once = !finished.finish() && finished.finish(sink.text) == logdefer::error::not_open;
    return has_everything(std::string_view{sink.text}.substr(0, sink.text.find('\n') + 1)) && valid && ends_once
                   && decides_at_the_end() && passes_on<logdefer::async_sink>(sink.text)
                   && passes_on<logdefer::batch_sink>(sink.text)
               ? EXIT_SUCCESS
               : EXIT_FAILURE;
}
