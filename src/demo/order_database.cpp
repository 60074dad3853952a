// SPDX-License-Identifier: BSL-1.0
#include "order_database.hpp"

#include <cstddef>

namespace orders {

order_database::order_database(std::string const& path, int threads, int seeded_orders)
    : path_(path), threads_(static_cast<std::size_t>(threads)) {
    for (int i = 0; i < threads; ++i) {
        stores_.push_back(std::make_unique<order_store>(path));
        free_.push_back(stores_.back().get());
    }
    free_.front()->seed(seeded_orders);
}

void order_database::interrupt() noexcept {
    interrupted_ = true;
    for (auto const& store : stores_) store->interrupt();
}

void order_database::report(std::chrono::nanoseconds took, std::string_view request_id) {
    constexpr std::chrono::milliseconds limit{50};
    if (took > limit) {
        logdefer::current().warn("slow query", {{"request_id", request_id}, {"took", took}, {"limit", limit}});
    } else {
        logdefer::current().debug("query done", {{"request_id", request_id}, {"took", took}});
    }
}

order_store* order_database::take() {
    if (interrupted_) throw std::runtime_error{"the service is shutting down"};
    std::lock_guard const lock{mutex_};
    auto* const store = free_.back();
    free_.pop_back();
    return store;
}

void order_database::give(order_store* store) noexcept {
    std::lock_guard const lock{mutex_};
    free_.push_back(store);  // does not allocate: the capacity suffices
}

}  // namespace orders
