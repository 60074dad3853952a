// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Views made of expressions.

#include "jq.hpp"
#include "jq_input.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "views/names.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Writes each output of an expression on a line: strings raw, null as nothing, all else as compact JSON.
class map_view final : public view {
public:
    map_view(std::string const& expression, terminal t, jq_input& input);
    void show(record const& r, output& out) override;

private:
    jq_program program_;
    terminal terminal_;
    jq_input& input_;
};

/// Writes `reduce inputs as $r ({}; E)` at the end. While an expression is evaluated, nothing else refers to what it
/// has gathered: libjq changes in place what it would else have to copy for each record. So what an evaluation that
/// fails leaves is made again, from what was kept before and the records since.
class reduce_view final : public view {
public:
    reduce_view(options const& o, terminal t, jq_input& input);
    void show(record const& r, output& out) override;
    bool finish(output& out) override;

private:
    void add(jq_value r, output& out);
    void keep();
    void restore(output& out);

    jq_program program_;
    json::data_format format_;
    terminal terminal_;
    jq_input& input_;
    jq_value result_;
    jq_value kept_;
    std::vector<jq_value> since_;  // `kept_` with these makes `result_`
    std::size_t size_since_ = 0;
};

/// Counts the values of members of the data, or of expressions, and writes the counts at the end. Of values that
/// there is no room for in `names`, it counts how many there are.
class count_view final : public view {
public:
    count_view(options const& o, terminal t, jq_input& input);
    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    struct counted {
        std::string name;
        std::vector<std::string> path;        // where the name is that of a member
        std::unique_ptr<jq_program> program;  // where it is an expression
        names values;
        std::vector<std::size_t> counts;  // by the numbers of the values
        std::size_t others = 0;           // that have no number

        void add(std::string_view value, std::size_t count = 1);
    };
    void count_member(counted& c, record const& r);
    void count_outputs(counted& c, record const& r, output& out);

    std::deque<counted> counted_;  // which cannot be moved
    json::data_format format_;
    terminal terminal_;
    jq_input& input_;
};

}  // namespace viz
