// SPDX-License-Identifier: BSL-1.0
/// A broker of Kafka for tests, with the topic `records`. Prints its address, and runs until standard input ends.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <iostream>
#include <string>

int main() {
    std::array<char, 512> why{};
    auto* const handle = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), why.data(), why.size());
    if (handle == nullptr) return 1;
    auto* const cluster = rd_kafka_mock_cluster_new(handle, 1);
    if (cluster == nullptr) return 1;
    rd_kafka_mock_topic_create(cluster, "records", 2, 1);
    std::cout << rd_kafka_mock_cluster_bootstraps(cluster) << '\n' << std::flush;
    for (std::string line; std::getline(std::cin, line);) continue;
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
}
