// SPDX-License-Identifier: BSL-1.0
#include "input/decoder.hpp"

#include "system/input_error.hpp"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <new>

namespace viz {

namespace {

/// Limits a size to the range of the libraries.
unsigned bounded(std::size_t size) {
    return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max()));
}

class gzip_decoder final : public decoder {
public:
    gzip_decoder() {
        constexpr int gzip_only = 15 + 16;  // the widest window, and gzip's header
        if (inflateInit2(&stream_, gzip_only) != Z_OK) throw std::bad_alloc{};
    }
    gzip_decoder(gzip_decoder&&) = delete;
    ~gzip_decoder() override { inflateEnd(&stream_); }

    bool step(std::span<char const>& in, std::span<char>& out) override {
        // casts: zlib uses unsigned bytes, and does not write to its input
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
        stream_.avail_in = bounded(in.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = bounded(out.size());
        int const code = inflate(&stream_, Z_NO_FLUSH);
        in = in.subspan(bounded(in.size()) - stream_.avail_in);
        out = out.subspan(bounded(out.size()) - stream_.avail_out);
        if (code == Z_STREAM_END) inflateReset(&stream_);
        if (code != Z_STREAM_END && code != Z_OK && code != Z_BUF_ERROR) throw input_error{"damaged gzip data"};
        return code == Z_STREAM_END;
    }

private:
    z_stream stream_{};
};

class bzip2_decoder final : public decoder {
public:
    bzip2_decoder() { begin(); }
    bzip2_decoder(bzip2_decoder&&) = delete;
    ~bzip2_decoder() override { BZ2_bzDecompressEnd(&stream_); }

    bool step(std::span<char const>& in, std::span<char>& out) override {
        stream_.next_in = const_cast<char*>(in.data());  // cast: the input is not written to
        stream_.avail_in = bounded(in.size());
        stream_.next_out = out.data();
        stream_.avail_out = bounded(out.size());
        int const code = BZ2_bzDecompress(&stream_);
        in = in.subspan(bounded(in.size()) - stream_.avail_in);
        out = out.subspan(bounded(out.size()) - stream_.avail_out);
        if (code == BZ_STREAM_END) {
            BZ2_bzDecompressEnd(&stream_);
            begin();
        } else if (code != BZ_OK) {
            throw input_error{"damaged bzip2 data"};
        }
        return code == BZ_STREAM_END;
    }

private:
    void begin() {
        stream_ = {};
        if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc{};
    }

    bz_stream stream_{};
};

class zstd_decoder final : public decoder {
public:
    zstd_decoder() : stream_(ZSTD_createDStream()) {
        if (stream_ == nullptr) throw std::bad_alloc{};
    }

    bool step(std::span<char const>& in, std::span<char>& out) override {
        ZSTD_inBuffer from{in.data(), in.size(), 0};
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        std::size_t const left = ZSTD_decompressStream(stream_.get(), &to, &from);
        in = in.subspan(from.pos);
        out = out.subspan(to.pos);
        if (ZSTD_isError(left) != 0) throw input_error{"damaged Zstandard data"};
        return left == 0;
    }

private:
    struct deleter {
        void operator()(ZSTD_DStream* s) const noexcept { ZSTD_freeDStream(s); }
    };
    std::unique_ptr<ZSTD_DStream, deleter> stream_;
};

}  // namespace

std::unique_ptr<decoder> decoder_for(std::string_view beginning) {
    if (beginning.starts_with("\x1f\x8b")) return std::make_unique<gzip_decoder>();
    if (beginning.starts_with("BZh")) return std::make_unique<bzip2_decoder>();
    if (beginning.starts_with("\x28\xb5\x2f\xfd")) return std::make_unique<zstd_decoder>();
    return nullptr;
}

}  // namespace viz
