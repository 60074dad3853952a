# SPDX-License-Identifier: BSL-1.0
"""Plots as SVG, without any library."""

WIDTH = 720
LEFT = 190
FONT = 'font-family="sans-serif" font-size="12"'


def _document(height, title, body):
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {FONT}>'
    ground = f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
    return "\n".join([head, f"<title>{title}</title>", ground, f'<text x="10" y="20" font-size="14">{title}</text>',
                      *body, "</svg>", ""])


def bars(title, rows):
    """Horizontal bars; a row is (name, lowest, median, highest), and a thin line shows the spread."""
    greatest = max(high for _, _, _, high in rows)
    scale = (WIDTH - LEFT - 90) / greatest
    body = []
    for i, (name, low, median, high) in enumerate(rows):
        y = 36 + 24 * i
        colour = "#2b6cb0" if "logdefer" in name else "#718096" if "floor" in name else "#cbd5e0"
        middle = y + 8
        body += [
            f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{name}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{median * scale:.1f}" height="16" fill="{colour}"/>',
            f'<line x1="{LEFT + low * scale:.1f}" x2="{LEFT + high * scale:.1f}" y1="{middle}" y2="{middle}"'
            ' stroke="black"/>',
            f'<text x="{LEFT + high * scale + 6:.1f}" y="{y + 12}">{median:.0f} ns</text>',
        ]
    return _document(46 + 24 * len(rows), title, body)


def growth(title, series):
    """Nanoseconds for an entry over the number of entries, a power of ten apart; a series is {n: ns}."""
    colours = ["#2b6cb0", "#c05621", "#2f855a"]
    greatest = max(ns for points in series.values() for ns in points.values())
    sizes = sorted({n for points in series.values() for n in points})
    x_of = {n: 60 + i * (WIDTH - 260) / (len(sizes) - 1) for i, n in enumerate(sizes)}

    def y_of(ns):
        return 280 - 230 * ns / greatest

    body = [f'<text x="{x_of[n]:.1f}" y="300" text-anchor="middle">{n}</text>' for n in sizes]
    for mark in (0, greatest / 2, greatest):
        y = y_of(mark)
        body += [f'<line x1="60" x2="{WIDTH - 190}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e2e8f0"/>',
                 f'<text x="54" y="{y + 4:.1f}" text-anchor="end">{mark:.0f}</text>']
    for colour, (name, points) in zip(colours, series.items()):
        line = " ".join(f"{x_of[n]:.1f},{y_of(points[n]):.1f}" for n in sorted(points))
        last = max(points)
        body += [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
                 f'<text x="{x_of[last] + 8:.1f}" y="{y_of(points[last]) + 4:.1f}" fill="{colour}">{name}</text>']
    return _document(312, title, body)
