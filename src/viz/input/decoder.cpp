// SPDX-License-Identifier: BSL-1.0
#include "input/decoder.hpp"

#include "system/input_error.hpp"

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <new>
#include <string>

namespace viz {

namespace {

/// Limits a size to the range of a library's type.
template <class Size>
std::size_t bounded(std::size_t size) {
    return std::min<std::size_t>(size, std::numeric_limits<Size>::max());
}

/// Calls a library with all of the input and the output, and advances these by what it has read and written. The
/// streams of several libraries have the same members of different types.
template <class Stream, class Call>
auto run(Stream& stream, std::span<char const>& in, std::span<char>& out, Call call) {
    std::size_t const given = bounded<decltype(stream.avail_in)>(in.size());
    std::size_t const room = bounded<decltype(stream.avail_out)>(out.size());
    // casts: the libraries may use unsigned bytes, and do not write to their input
    stream.next_in = reinterpret_cast<decltype(stream.next_in)>(const_cast<char*>(in.data()));
    stream.avail_in = static_cast<decltype(stream.avail_in)>(given);
    stream.next_out = reinterpret_cast<decltype(stream.next_out)>(out.data());
    stream.avail_out = static_cast<decltype(stream.avail_out)>(room);
    auto const code = call(&stream);
    in = in.subspan(given - stream.avail_in);
    out = out.subspan(room - stream.avail_out);
    return code;
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
        int const code = run(stream_, in, out, [](z_stream* s) { return inflate(s, Z_NO_FLUSH); });
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
        int const code = run(stream_, in, out, BZ2_bzDecompress);
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

class xz_decoder final : public decoder {
public:
    xz_decoder() { begin(); }
    xz_decoder(xz_decoder&&) = delete;
    ~xz_decoder() override { lzma_end(&stream_); }

    bool step(std::span<char const>& in, std::span<char>& out) override {
        lzma_ret const code = run(stream_, in, out, [](lzma_stream* s) { return lzma_code(s, LZMA_RUN); });
        if (code == LZMA_STREAM_END) {
            begin();
        } else if (code == LZMA_MEM_ERROR) {
            throw std::bad_alloc{};
        } else if (code != LZMA_OK && code != LZMA_BUF_ERROR) {
            throw input_error{"damaged xz data"};
        }
        return code == LZMA_STREAM_END;
    }

private:
    void begin() {
        constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();
        if (lzma_stream_decoder(&stream_, no_limit, 0) != LZMA_OK) throw std::bad_alloc{};
    }

    lzma_stream stream_ = LZMA_STREAM_INIT;
};

class lz4_decoder final : public decoder {
public:
    lz4_decoder() {
        if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) throw std::bad_alloc{};
    }
    lz4_decoder(lz4_decoder&&) = delete;
    ~lz4_decoder() override { LZ4F_freeDecompressionContext(context_); }

    bool step(std::span<char const>& in, std::span<char>& out) override {
        std::size_t read = in.size();
        std::size_t written = out.size();
        std::size_t const left = LZ4F_decompress(context_, out.data(), &written, in.data(), &read, nullptr);
        if (LZ4F_isError(left) != 0) throw input_error{"damaged LZ4 data"};
        in = in.subspan(read);
        out = out.subspan(written);
        return left == 0;
    }

private:
    LZ4F_dctx* context_ = nullptr;
};

/// Returns whether a frame begins that a program may add for its own use: pzstd writes the sizes of parts into one.
bool is_skippable(std::string_view beginning) {
    return beginning.size() >= 4 && (beginning[0] & 0xf0) == 0x50 && beginning.substr(1, 3) == "\x2a\x4d\x18";
}

/// Returns the name of a format that is not read, or nothing. Its bytes would only be reported as many lines.
std::string_view unreadable_format(std::string_view beginning) {
    struct format {
        std::string_view beginning;
        std::string_view name;
    };
    using namespace std::string_view_literals;
    constexpr auto formats = std::to_array<format>({
        {"PK\3\4"sv, "a zip archive"},
        {"7z\xbc\xaf"sv, "a 7z archive"},
        {"Rar!"sv, "a rar archive"},
        {"LZIP"sv, "compressed by lzip"},
        {"\x89LZO"sv, "compressed by lzop"},
        {"\x1f\x9d"sv, "compressed by compress"},
        {"\x02\x21\x4c\x18"sv, "LZ4 in its legacy format"},
        {"\xff\x06\0\0"sv, "compressed by Snappy"},
        {"\xff\xfe\0\0"sv, "UTF-32"},
        {"\0\0\xfe\xff"sv, "UTF-32"},
        {"LPKS"sv, "a journal of systemd, which journalctl -o json --all can print"},
        {"PAR1"sv, "a Parquet file"},
        {"Obj\1"sv, "an Avro file"},
        {"SQLi"sv, "an SQLite database"},
    });
    auto const found = std::ranges::find_if(formats, [&](auto const& f) { return beginning.starts_with(f.beginning); });
    return found == formats.end() ? std::string_view{} : found->name;
}

}  // namespace

std::unique_ptr<decoder> decoder_for(std::string_view beginning) {
    if (beginning.starts_with("\x1f\x8b")) return std::make_unique<gzip_decoder>();
    if (beginning.starts_with("BZh")) return std::make_unique<bzip2_decoder>();
    if (beginning.starts_with("\x28\xb5\x2f\xfd")) return std::make_unique<zstd_decoder>();
    if (is_skippable(beginning)) return std::make_unique<zstd_decoder>();
    if (beginning.starts_with("\xfd\x37\x7a\x58")) return std::make_unique<xz_decoder>();
    if (beginning.starts_with("\x04\x22\x4d\x18")) return std::make_unique<lz4_decoder>();
    if (auto const name = unreadable_format(beginning); !name.empty()) {
        throw input_error{"cannot be read, since it is " + std::string{name}};
    }
    return nullptr;
}

}  // namespace viz
