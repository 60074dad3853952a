// SPDX-License-Identifier: BSL-1.0
#include "views/sample_weights.hpp"

#include "encoding/words.hpp"
#include "record/facts.hpp"
#include "text/quantity.hpp"

namespace viz {

double sample_weights::add(record const& r) {
    auto const weight = weight_of(r);
    if (!weight && wrong_++ == 0) {
        first_wrong_ = r.position;
        example_ = r.sample_rate.substr(0, 40);
    }
    ++records_;
    total_ += weight.value_or(1);
    return weight.value_or(1);
}

void sample_weights::absorb(sample_weights const& other) {
    if (other.wrong_ != 0 && (wrong_ == 0 || other.first_wrong_ < first_wrong_)) {
        first_wrong_ = other.first_wrong_;
        example_ = other.example_;
    }
    records_ += other.records_;
    total_ += other.total_;
    wrong_ += other.wrong_;
}

std::string sample_weights::summary() const {
    return counted(records_, "record") + (records_ == 1 ? " stands" : " stand") + " for " + text::shown_count(total_);
}

void sample_weights::report(output& out) const {
    if (wrong_ == 0) return;
    out.complain(counted(wrong_, "record") + (wrong_ == 1 ? " counts" : " count")
                 + " once, with a sample_rate that is not a number above 0 and up to 1, such as " + example_);
}

}  // namespace viz
