// SPDX-License-Identifier: BSL-1.0
#include "views/text_view.hpp"

#include "encoding/colours.hpp"
#include "formats/data_format.hpp"
#include "text/chart.hpp"
#include "views/line_style.hpp"

namespace viz {

text_view::text_view(options const& o, terminal t)
    : options_(o),
      terminal_(t),
      columns_(chart_columns(o.timer_columns, t)),
      style_(line_style_of(o, t)),
      header_(o.since_now ? std::optional{o.now} : std::nullopt) {}

void text_view::show(record const& r, output& out) {
    if (options_.date) {
        std::string title;
        header_.append(title, r.start);
        out.bytes += text::coloured(title, text::palette_of(style_.colour).title) + '\n';
    }
    if (options_.logs) text::append_lines(out.bytes, r, style_);
    if (options_.timers) text::append_chart(out.bytes, r, columns_);
    if (r.has_data()) append_data(out.bytes, r);
    out.bytes += '\n';
}

void text_view::append_data(std::string& out, record const& r) const {
    if (options_.data) {
        out += "  Data:\n";
        constexpr bool on_terminal = true;  // text is for people, who may look at it later
        json::append_formatted(out, r.data, options_.format, on_terminal);
    } else if (options_.data_note) {
        out += "  ** This log has associated data. See it with --data\n";
    }
}

}  // namespace viz
