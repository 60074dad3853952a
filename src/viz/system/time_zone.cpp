// SPDX-License-Identifier: BSL-1.0
#include "system/time_zone.hpp"

#include "encoding/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

namespace viz::text {

namespace {

/// Returns `+0530` or `+05:30` as POSIX writes a zone: with the opposite sign.
std::optional<std::string> posix_offset(std::string const& name) {
    std::string digits = name.substr(std::min<std::size_t>(1, name.size()));
    std::erase(digits, ':');
    bool const valid =
        (name.starts_with('+') || name.starts_with('-')) && digits.size() == 4 && std::ranges::all_of(digits, is_digit);
    if (!valid) return std::nullopt;
    return "<" + name.substr(0, 1) + digits + ">" + (name.front() == '+' ? "-" : "+") + digits.substr(0, 2) + ":"
           + digits.substr(2);
}

/// Zones that are known without the system's database.
std::optional<std::string> abbreviated_zone(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, char const*>, 10> zones{{
        {"UTC", "UTC0"},
        {"GMT", "GMT0"},
        {"EST", "EST5"},
        {"EDT", "EDT4"},
        {"CST", "CST6"},
        {"CDT", "CDT5"},
        {"MST", "MST7"},
        {"MDT", "MDT6"},
        {"PST", "PST8"},
        {"PDT", "PDT7"},
    }};
    auto const* const found = std::ranges::find(zones, name, &std::pair<std::string_view, char const*>::first);
    if (found == zones.end()) return std::nullopt;
    return found->second;
}

/// The C library takes any other file for UTC, under the name of the file.
bool is_zone_file(std::filesystem::path const& file) {
    constexpr std::string_view magic = "TZif";  // RFC 8536
    std::error_code ignored;
    std::string begin(magic.size(), '\0');
    return std::filesystem::is_regular_file(file, ignored)
           && std::ifstream{file, std::ios::binary}.read(begin.data(), static_cast<std::streamsize>(begin.size()))
           && begin == magic;
}

std::optional<std::string> database_zone(std::string const& name) {
    char const* const directory = std::getenv("TZDIR");
    std::filesystem::path const base = directory == nullptr ? "/usr/share/zoneinfo" : directory;
    if (name.find("..") != std::string::npos || !is_zone_file(base / name)) return std::nullopt;
    return ":" + name;
}

}  // namespace

bool set_time_zone(std::string const& name) {
    if (!name.empty()) {
        auto zone = posix_offset(name);
        if (!zone) zone = abbreviated_zone(name);
        if (!zone) zone = database_zone(name);
        if (!zone) return false;
        setenv("TZ", zone->c_str(), 1);
    }
    tzset();
    return true;
}

std::optional<local_time> to_local_time(std::time_t seconds) {
    std::tm fields{};
    if (localtime_r(&seconds, &fields) == nullptr) return std::nullopt;
    std::array<char, 64> date;
    std::size_t const size = std::strftime(date.data(), date.size(), "%Y-%m-%d %a %H:%M:%S", &fields);
    return local_time{std::string{date.data(), size}, fields.tm_zone};
}

}  // namespace viz::text
