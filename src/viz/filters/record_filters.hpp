// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Filters by times, and by the contents of lines and timers.

#include "filters/filter.hpp"
#include "json/scan.hpp"

#include <string>

namespace viz {

/// Keeps records that began in an interval that includes `begin` but not `end`, in seconds since the epoch. A start
/// that is not a number is in no interval.
class start_filter final : public filter {
public:
    start_filter(double begin, double end) : begin_(begin), end_(end) {}
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    [[nodiscard]] bool contains(double start) const;

    double begin_;
    double end_;
    json::needle key_{R"("start")"};
};

/// Keeps records that ran at a time in seconds since the epoch: from their start to their end, both included.
class instant_filter final : public filter {
public:
    explicit instant_filter(double time) : time_(time) {}
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    double time_;
    json::needle key_{R"("start")"};
};

/// Keeps records that took longer than a limit in seconds, which is not negative.
class duration_filter final : public filter {
public:
    explicit duration_filter(double limit) : limit_(limit) {}
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    double limit_;
    json::needle key_{R"("end")"};
};

/// Keeps records with a line of this level or more severe. A record that failed counts as one with an error.
class level_filter final : public filter {
public:
    explicit level_filter(double level) : level_(level) {}
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    double level_;
};

/// Keeps records with a timer of this name.
class timer_filter final : public filter {
public:
    explicit timer_filter(std::string name);
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    std::string name_;
    json::needle quoted_;  // empty if bytes decide nothing
};

/// Keeps records that contain a text in a name, a string or a number.
class text_filter final : public filter {
public:
    explicit text_filter(std::string text);
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    std::string text_;
    json::needle bytes_;  // empty if bytes decide nothing
};

}  // namespace viz
