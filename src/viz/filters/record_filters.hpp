// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Filters by what is in lines and timers.

#include "filters/filter.hpp"
#include "json/scan.hpp"

#include <string>

namespace viz {

/// Keeps records with a line of this level or a graver one.
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
    json::needle quoted_;  // empty where bytes decide nothing
};

/// Keeps records that hold a text anywhere: in a name, a string or a number.
class text_filter final : public filter {
public:
    explicit text_filter(std::string text);
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    std::string text_;
    json::needle escaped_;  // empty where bytes decide nothing
};

}  // namespace viz
