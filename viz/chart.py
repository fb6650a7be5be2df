"""Charts as SVG: lines over time with names at their ends, and a table for those who read it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from viz.palette import INK, LINES, QUIET

WIDTH, HEIGHT = 460, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 104, 12, 26


def nice_step(span: float, parts: int = 4) -> float:
    """A round step that cuts a span in about so many parts.

    >>> nice_step(37.0)
    10.0
    """
    if span <= 0.0:
        return 1.0
    power = math.floor(math.log10(span / parts))
    base = span / parts / 10**power
    rounded = next(step for step in (1.0, 2.0, 5.0, 10.0) if base <= step)
    return rounded * 10.0**power


def short(value: float) -> str:
    """A number short enough for an axis.

    >>> short(1250000.0), short(0.25), short(8000.0)
    ('1.25M', '0.25', '8,000')
    """
    for size, sign in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if sign == 'k' else size):.3g}{sign}"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def line_chart(
    title: str, unit: str, years: Sequence[float], series: Mapping[str, Sequence[float]],
    marks: Sequence[tuple[float, str]] = (),
) -> str:  # fmt: skip
    """Draw lines over years; `marks` are (year, words) on the time axis.

    Missing values (NaN) leave a gap; single points are drawn as dots.
    """
    values = [v for line in series.values() for v in line if not math.isnan(v)]
    top = max(values, default=1.0)
    low = min(0.0, min(values, default=0.0))
    step = nice_step((top - low) or 1.0)
    high = math.ceil(top / step) * step or step
    first, last = years[0], years[-1]

    def x(year: float) -> float:
        return LEFT + (year - first) / max(last - first, 1e-9) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - value) / max(high - low, 1e-12) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="chart" '
             f'aria-label="{escape(title)}, {escape(unit)}">']  # fmt: skip
    level = math.ceil(low / step) * step
    while level <= high + step * 1e-6:
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(level):.1f}" '
                     f'y2="{y(level):.1f}" stroke="#e3e6e8"/>'
                     f'<text x="{LEFT - 6}" y="{y(level) + 4:.1f}" text-anchor="end" '
                     f'fill="{QUIET}">{short(level)}</text>')  # fmt: skip
        level += step
    for year in range(math.ceil(first), math.floor(last) + 1):
        if year % 5 == 0:
            parts.append(f'<text x="{x(year):.1f}" y="{HEIGHT - 8}" text-anchor="middle" '
                         f'fill="{QUIET}">{year}</text>')  # fmt: skip
    for year, words in marks:
        parts.append(f'<line x1="{x(year):.1f}" x2="{x(year):.1f}" y1="{TOP}" '
                     f'y2="{HEIGHT - BOTTOM}" stroke="{QUIET}" stroke-dasharray="2 3">'
                     f"<title>{escape(words)}</title></line>")  # fmt: skip
    parts += _lines(years, series, x, y)
    return "".join(parts) + "</svg>"


def _lines(years, series, x, y):  # type: ignore[no-untyped-def]
    """The lines and, kept apart, their names at the right end."""
    parts: list[str] = []
    ends: list[tuple[float, str, str]] = []
    for i, (name, line) in enumerate(series.items()):
        colour = LINES[i % len(LINES)]
        points = [(x(t), y(v)) for t, v in zip(years, line, strict=True) if not math.isnan(v)]
        if not points:
            continue
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        dash = ("", "6 3", "2 2", "8 3 2 3", "1 3", "4 4", "")[i % 7]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" '
                     f'stroke-width="2" stroke-dasharray="{dash}"/>')  # fmt: skip
        if len(points) < 12:
            parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>'
                      for a, b in points]  # fmt: skip
        ends.append((points[-1][1], name, colour))
    at = -99.0
    apart = 13.0
    lowest = HEIGHT - 6.0 - apart * len(ends)
    for i, (place, name, colour) in enumerate(sorted(ends)):
        at = max(min(place, lowest + apart * (i + 1)), at + apart)
        parts.append(f'<text x="{WIDTH - RIGHT + 5}" y="{at + 4:.1f}" fill="{colour}">'
                     f"{escape(name)}</text>")  # fmt: skip
    return parts


def html_table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    """A table in plain HTML."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in rows
    )  # fmt: skip
    return (f'<table class="figures"><caption>{escape(caption)}</caption><thead><tr>{top}</tr>'
            f"</thead><tbody>{body}</tbody></table>")  # fmt: skip


STYLE = f"""
.chart {{ width: 100%; height: auto; font: 11px system-ui, sans-serif; }}
.map-frame {{ overflow-x: auto; }}
.map {{ width: 100%; min-width: 620px; height: auto; font: 10px system-ui, sans-serif; }}
.card-title {{ font: 600 15px system-ui, sans-serif; color: {INK}; margin: 0 0 2px; }}
.card-unit {{ font: 12px system-ui, sans-serif; color: {QUIET}; margin: 0 0 4px; }}
.figures {{ border-collapse: collapse; width: 100%; font: 13px system-ui, sans-serif; }}
.figures caption {{ text-align: left; font-weight: 600; padding-bottom: 4px; }}
.figures th, .figures td {{ text-align: left; padding: 3px 8px 3px 0; font-weight: 400;
  border-bottom: 1px solid #e3e6e8; }}
.figures thead th {{ color: {QUIET}; }}
.tg-grid {{ display: grid; gap: 18px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }}
.tg-head {{ font: 700 22px system-ui, sans-serif; color: {INK}; margin: 0; }}
.tg-find {{ font: 15px system-ui, sans-serif; color: {INK}; margin: 4px 0 8px; }}
"""
