// SPDX-License-Identifier: BSL-1.0
#include "input/byte_source.hpp"

#include "input/decoder.hpp"
#include "system/file_descriptor.hpp"
#include "system/input_error.hpp"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace viz {

namespace {

/// A file whose first bytes were read to detect its format.
class file_source final : public byte_source {
public:
    explicit file_source(file_descriptor file) : file_(std::move(file)) {
        while (peeked_ < beginning_.size()) {
            std::size_t const n = file_.read(std::span{beginning_}.subspan(peeked_));
            if (n == 0) break;
            peeked_ += n;
        }
    }

    [[nodiscard]] std::string_view beginning() const { return {beginning_.data(), peeked_}; }

    std::size_t read(std::span<char> to) override {
        if (given_ == peeked_) return file_.read(to);
        std::size_t const n = std::min(to.size(), peeked_ - given_);
        std::copy_n(beginning_.data() + given_, n, to.data());
        given_ += n;
        return n;
    }

private:
    file_descriptor file_;
    std::array<char, 4> beginning_{};
    std::size_t peeked_ = 0;
    std::size_t given_ = 0;
};

class decoding_source final : public byte_source {
public:
    decoding_source(std::unique_ptr<byte_source> compressed, std::unique_ptr<decoder> format)
        : compressed_(std::move(compressed)), decoder_(std::move(format)), buffer_(std::size_t{1} << 16) {}

    std::size_t read(std::span<char> to) override {
        std::span<char> left = to;
        while (left.size() == to.size()) {
            bool const more = !in_.empty() || refill();
            if (!more && between_streams_) return 0;
            between_streams_ = decoder_->step(in_, left);  // may produce output even without input
            bool const stuck = !more && !between_streams_ && left.size() == to.size();
            if (stuck) throw input_error{"the compressed data is truncated"};
        }
        return to.size() - left.size();
    }

private:
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
        return decoder_for(file_source{open_file(path)}.beginning()) != nullptr;
    } catch (input_error const&) {
        return false;
    }
}

std::unique_ptr<byte_source> open_source(std::string const& path) {
    auto file = std::make_unique<file_source>(open_file(path));
    auto format = decoder_for(file->beginning());
    if (format == nullptr) return file;
    return std::make_unique<decoding_source>(std::move(file), std::move(format));
}

}  // namespace viz
