# SPDX-License-Identifier: BSL-1.0
"""Draws what a program has printed on a terminal, with its colours, as SVG."""

import html
import re
import unicodedata

COLOURS = {"1": "font-weight:bold", "30;47": "fill:#1b1b1b", "32": "fill:#7fd77f", "91": "fill:#ff7b72", "93": "fill:#e8c860",
           "94": "fill:#79b8ff", "37": "fill:#b0b0b0"}
ADVANCE, LINE, MARGIN, SIZE = 7.8, 17, 12, 13


def pieces(line):
    """Each piece of a line with the control sequence that was last before it."""
    colour = "0"
    for sequence, text in re.findall(r"\x1b\[([\d;]*)m|([^\x1b]+)", line):
        if text:
            yield colour, text
        else:
            colour = sequence


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def drawn_line(line, top):
    """A text element for each piece, at its column: fonts differ in how wide their characters are."""
    column = 0
    for colour, text in pieces(line):
        left, across = MARGIN + column * ADVANCE, width(text) * ADVANCE
        if colour == "30;47":
            yield f'<rect x="{left:.1f}" y="{top - SIZE:.1f}" width="{across:.1f}" height="{LINE}" fill="#d0d0d0"/>'
        style = f' style="{COLOURS[colour]}"' if colour in COLOURS else ""
        if text.strip():
            yield (f'<text x="{left:.1f}" y="{top:.1f}" textLength="{across:.1f}" lengthAdjust="spacingAndGlyphs" '
                   f'xml:space="preserve"{style}>{html.escape(text)}</text>')
        column += width(text)


def drawn(command, printed):
    lines = [f"\x1b[37m$ {command}", *printed.rstrip("\n").split("\n")]
    columns = max(sum(width(text) for _, text in pieces(line)) for line in lines)
    across, down = columns * ADVANCE + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    body = [element for number, line in enumerate(lines) for element in drawn_line(line, MARGIN + SIZE + number * LINE)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.1f} {down}" width="{across:.1f}" height="{down}">\n'
            f'<rect width="100%" height="100%" rx="6" fill="#1b1f24"/>\n'
            f'<g font-family="ui-monospace,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="{SIZE}" fill="#e6e6e6">\n'
            + "\n".join(body) + "\n</g>\n</svg>\n")
