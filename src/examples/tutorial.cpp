// SPDX-License-Identifier: BSL-1.0

// The steps of `docs/tutorial.md`.

#include <logdefer/logdefer.hpp>

#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

struct order {
    int id;
    std::string customer;
};

std::optional<order> find_order(int id) { return id == 7 ? std::optional{order{7, "Jane Doe"}} : std::nullopt; }

void step_1() {
    std::cout << "== step_1\n";
    //[step_1
    logdefer::log_defer log{std::cout};
    log.info("hello");
    //]
}

//[step_2
std::optional<order> load(logdefer::log_defer& log, int id) {
    auto timer = log.timer("database");  // stops at the end of the function
    auto found = find_order(id);
    if (!found) log.warn("no such order", {{"id", id}});
    return found;
}

int handle(logdefer::log_defer& log, int id) {
    log.data("order", id);
    auto const found = load(log, id);
    int const status = found ? 200 : 404;
    log["status"] = status;
    return status;
}
//]

void step_3() {
    std::cout << "== step_3\n";
    //[step_3
    logdefer::file_sink sink{"requests.log"};
    for (int id : {7, 8}) {
        logdefer::log_defer log{sink};
        handle(log, id);
    }
    //]
    std::cout << std::ifstream{"requests.log"}.rdbuf();
}

void step_4() {
    std::cout << "== step_4\n";
    auto const dump = [](order const& o) { return "order of " + o.customer; };
    //[step_4
    logdefer::log_defer log{std::cout, {.verbosity = 30}};
    order const found{7, "Jane Doe"};
    log.debug([&] { return dump(found); });  // 40 is above 30: dump is not called
    log.info("found", {{"id", found.id}});
    //]
}

void step_5() {
    std::cout << "== step_5\n";
    //[step_5
    try {
        logdefer::log_defer log{std::cout};
        log.info("writing");
        throw std::runtime_error{"disk full"};
    } catch (std::runtime_error const& e) {
        std::cout << "by now the record is written: " << e.what() << '\n';
    }
    //]
}

int main() {
    step_1();
    step_3();
    step_4();
    step_5();
}
