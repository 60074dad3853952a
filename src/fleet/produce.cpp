// SPDX-License-Identifier: BSL-1.0
/// Sends the lines of standard input to a topic of Kafka: produce BROKERS TOPIC. Each is a message, which all replicas
/// of its partition must confirm. Waits as long as no broker can be reached. Lines that the brokers refuse are written
/// to standard output, with the reasons to standard error. After SIGTERM or SIGINT it reads no more, and says how many
/// lines were not confirmed, which may have been stored or not. Exit status: 0 if all lines that were read were
/// confirmed, 1 if not, 2 for a wrong command line.
#include <librdkafka/rdkafka.h>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

namespace {

std::sig_atomic_t volatile stopped = 0;

constexpr int a_moment = 100;   // ms; a signal is noticed after it
constexpr int a_second = 1000;  // ms

struct count {
    std::size_t read = 0;
    std::size_t confirmed = 0;
    std::size_t refused = 0;
};

void refuse(count& c, std::string_view line, char const* why) {
    ++c.refused;
    std::cerr << "produce: " << why << '\n';
    std::cout << line << '\n';
}

/// Called by `rd_kafka_poll` when the fate of a message is known.
void message_ended(rd_kafka_t*, rd_kafka_message_t const* message, void* context) {
    auto& c = *static_cast<count*>(context);  // cast: what `main` has set
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++c.confirmed;
    } else {
        refuse(c, {static_cast<char const*>(message->payload), message->len}, rd_kafka_err2str(message->err));
    }
}

void error_occurred(rd_kafka_t*, int, char const* reason, void*) { std::cerr << "produce: " << reason << '\n'; }

struct destroy {
    void operator()(rd_kafka_t* producer) const { rd_kafka_destroy(producer); }
};
using producer = std::unique_ptr<rd_kafka_t, destroy>;

/// Returns nothing after an error, which is in `why`.
producer make_producer(std::string const& brokers, count& c, std::string& why) {
    // A line of the viewer is a row of up to a few times 16 MiB; 0 stands for waiting without end.
    std::array<std::array<char const*, 2>, 6> const settings{{{"bootstrap.servers", brokers.c_str()},
                                                              {"acks", "all"},
                                                              {"enable.idempotence", "true"},
                                                              {"message.timeout.ms", "0"},
                                                              {"message.max.bytes", "100000000"},
                                                              {"linger.ms", "50"}}};
    std::array<char, 512> text{};
    auto* const configuration = rd_kafka_conf_new();
    for (auto const& [name, value] : settings) {
        if (rd_kafka_conf_set(configuration, name, value, text.data(), text.size()) == RD_KAFKA_CONF_OK) continue;
        why = text.data();
        rd_kafka_conf_destroy(configuration);
        return nullptr;
    }
    rd_kafka_conf_set_opaque(configuration, &c);
    rd_kafka_conf_set_dr_msg_cb(configuration, message_ended);
    rd_kafka_conf_set_error_cb(configuration, error_occurred);
    producer made{rd_kafka_new(RD_KAFKA_PRODUCER, configuration, text.data(), text.size())};
    if (made == nullptr) {
        why = text.data();
        rd_kafka_conf_destroy(configuration);
    }
    return made;
}

/// Sends a line. Waits for room if too many are under way, but not after a signal.
void send(rd_kafka_t* to, rd_kafka_topic_t* topic, std::string& line, count& c) {
    ++c.read;
    while (rd_kafka_produce(topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, line.data(), line.size(), nullptr, 0,
                            nullptr)
           != 0) {
        auto const failure = rd_kafka_last_error();
        if (failure != RD_KAFKA_RESP_ERR__QUEUE_FULL) return refuse(c, line, rd_kafka_err2str(failure));
        if (stopped != 0) return;
        rd_kafka_poll(to, a_moment);
    }
    rd_kafka_poll(to, 0);
}

/// Sends the lines of standard input until it ends or a signal arrives. Not with `std::getline`, which goes on reading
/// after a signal. Returns false if the input cannot be read.
bool send_lines(rd_kafka_t* to, rd_kafka_topic_t* topic, count& c) {
    std::array<char, std::size_t{1} << 16> block{};
    std::string line;
    while (stopped == 0) {
        pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        bool const is_ready = poll(&input, 1, a_moment) > 0;
        rd_kafka_poll(to, 0);
        if (!is_ready) continue;
        auto const size = read(STDIN_FILENO, block.data(), block.size());
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (size < 0) std::cerr << "produce: standard input: " << std::strerror(errno) << '\n';
        if (size <= 0) {
            if (!line.empty()) send(to, topic, line, c);
            return size == 0;
        }
        std::string_view left{block.data(), static_cast<std::size_t>(size)};
        for (auto end = left.find('\n'); end != std::string_view::npos; end = left.find('\n')) {
            send(to, topic, line.append(left.substr(0, end)), c);
            line.clear();
            left.remove_prefix(end + 1);
        }
        line += left;
    }
    if (!line.empty()) ++c.read;  // the half of a line
    return true;
}

}  // namespace

int main(int count_of_arguments, char** arguments) {
    if (count_of_arguments != 3) {
        std::cerr << "usage: produce BROKERS TOPIC < ROWS\n";
        return 2;
    }
    struct sigaction stop{};
    stop.sa_handler = [](int) { stopped = 1; };
    sigaction(SIGTERM, &stop, nullptr);
    sigaction(SIGINT, &stop, nullptr);
    std::ios::sync_with_stdio(false);
    count c;
    std::string why;
    auto const to = make_producer(arguments[1], c, why);
    if (to == nullptr) {
        std::cerr << "produce: " << why << '\n';
        return 2;
    }
    auto* const topic = rd_kafka_topic_new(to.get(), arguments[2], nullptr);
    if (topic == nullptr) {
        std::cerr << "produce: " << rd_kafka_err2str(rd_kafka_last_error()) << '\n';
        return 2;
    }
    bool const could_read = send_lines(to.get(), topic, c);
    while (stopped == 0 && rd_kafka_outq_len(to.get()) > 0) rd_kafka_poll(to.get(), a_moment);
    rd_kafka_flush(to.get(), a_second);  // after a signal: what the brokers confirm at once
    rd_kafka_topic_destroy(topic);
    auto const unconfirmed = c.read - c.confirmed - c.refused;
    std::cerr << "produce: " << c.confirmed << " confirmed, " << c.refused << " refused, " << unconfirmed
              << " unconfirmed\n";
    return could_read && c.confirmed == c.read && std::cout.flush() ? 0 : 1;
}
