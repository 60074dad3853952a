// SPDX-License-Identifier: BSL-1.0

// A custom clock: the time of a simulation.

#include <logdefer/logdefer.hpp>

#include <chrono>
#include <iostream>

//[clock
struct simulation {
    std::chrono::microseconds now{0};  // since its beginning, which stands for 2030-01-01
};

class simulated_clock {
public:
    explicit simulated_clock(simulation const& world) noexcept : world_(&world) {}

    std::chrono::nanoseconds wall() const noexcept { return std::chrono::seconds{1'893'456'000} + world_->now; }
    std::int64_t ticks() const noexcept { return world_->now.count(); }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::microseconds{ticks}; }

private:
    simulation const* world_;
};
//]

int main() {
    using namespace std::chrono_literals;
    //[use
    simulation world;
    logdefer::basic_log_defer<simulated_clock> log{std::cout, simulated_clock{world}};
    {
        auto flight = log.timer("flight");
        world.now += 90s;
        log.info("touch down");
    }
    world.now += 5s;
    //]
}
