// SPDX-License-Identifier: BSL-1.0
#include "input/byte_source.hpp"

#include "input/decoder.hpp"
#include "input/utf16_source.hpp"
#include "system/file_descriptor.hpp"
#include "system/input_error.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

namespace {

class file_source final : public byte_source {
public:
    explicit file_source(file_descriptor file) : file_(std::move(file)) {}

    std::size_t read(std::span<char> to) override { return file_.read(to); }

private:
    file_descriptor file_;
};

/// A source whose first bytes were read to detect its format. There are no more of them than all formats need: a first
/// record should not wait for a second one.
class peeked_source final : public byte_source {
public:
    explicit peeked_source(std::unique_ptr<byte_source> inner) : inner_(std::move(inner)) {
        try {
            while (peeked_ < beginning_.size()) {
                std::size_t const n = inner_->read(std::span{beginning_}.subspan(peeked_));
                if (n == 0) break;
                peeked_ += n;
            }
        } catch (input_error const&) {
            if (peeked_ == 0) throw;
            failure_ = std::current_exception();  // what was read comes first
        }
    }

    [[nodiscard]] std::string_view beginning() const { return {beginning_.data(), peeked_}; }

    std::size_t read(std::span<char> to) override {
        if (given_ == peeked_) {
            if (failure_ != nullptr) std::rethrow_exception(failure_);
            return inner_->read(to);
        }
        std::size_t const n = std::min(to.size(), peeked_ - given_);
        std::copy_n(beginning_.data() + given_, n, to.data());
        given_ += n;
        return n;
    }

private:
    std::unique_ptr<byte_source> inner_;
    std::array<char, 4> beginning_{};
    std::size_t peeked_ = 0;
    std::size_t given_ = 0;
    std::exception_ptr failure_;
};

class decoding_source final : public byte_source {
public:
    decoding_source(std::unique_ptr<byte_source> compressed, std::unique_ptr<decoder> format)
        : compressed_(std::move(compressed)), decoder_(std::move(format)), buffer_(std::size_t{1} << 16) {}

    std::size_t read(std::span<char> to) override {
        std::span<char> left = to;
        while (left.size() == to.size()) {
            bool const more = !in_.empty() || refill();
            if (between_streams_ && skip_padding()) continue;
            if (!more && between_streams_) return 0;
            between_streams_ = decoder_->step(in_, left);  // may produce output even without input
            bool const stuck = !more && !between_streams_ && left.size() == to.size();
            if (stuck) throw input_error{"the compressed data is truncated"};
        }
        return to.size() - left.size();
    }

private:
    /// Skips zeros, which fill the last block of a tape or a cluster. No stream begins with one.
    bool skip_padding() {
        auto const end = std::ranges::find_if(in_, [](char c) { return c != '\0'; });
        bool const any = end != in_.begin();
        in_ = in_.subspan(static_cast<std::size_t>(end - in_.begin()));
        return any;
    }

    bool refill() {
        std::size_t const n = compressed_->read(buffer_);
        in_ = std::span{buffer_}.first(n);
        return n != 0;
    }

    std::unique_ptr<byte_source> compressed_;
    std::unique_ptr<decoder> decoder_;
    std::vector<char> buffer_;
    std::span<char const> in_;
    bool between_streams_ = false;
};

file_descriptor open_file(std::string const& path) {
    if (path == "-") return file_descriptor{dup(STDIN_FILENO)};
    file_descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.get() < 0) throw input_error{std::generic_category().message(errno)};
    return file;
}

}  // namespace

bool is_compressed(std::string const& path) {
    try {
        return decoder_for(peeked_source{std::make_unique<file_source>(open_file(path))}.beginning()) != nullptr;
    } catch (input_error const&) {
        return false;
    }
}

std::unique_ptr<byte_source> open_source(std::string const& path) {
    auto source = std::make_unique<peeked_source>(std::make_unique<file_source>(open_file(path)));
    constexpr int most_layers = 3;  // a file can be made that contains itself
    for (int layer = 0; layer < most_layers; ++layer) {
        auto format = decoder_for(source->beginning());
        if (format == nullptr) break;
        auto decoded = std::make_unique<decoding_source>(std::move(source), std::move(format));
        source = std::make_unique<peeked_source>(std::move(decoded));
    }
    if (auto const order = utf16_order(source->beginning())) {
        return std::make_unique<utf16_source>(std::move(source), *order);
    }
    return source;
}

}  // namespace viz
