"""Drawings: figures of a report as SVG text, the same bytes for the same numbers."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Okabe and Ito's colours, told apart by all kinds of sight.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000")
WIDE = 8.0  # inches
MOST_BARS = 12
MOST_DOTS = 4000


def _figure(height: float) -> tuple[Any, Any]:
    """A bare figure that belongs to no window."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"font.size": 9.0}):
        made = Figure(figsize=(WIDE, height), layout="constrained")
        axes = made.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return made, axes


def as_svg(figure: Any, title: str) -> str:
    """A figure as an SVG element to stand in a page: no date, no outside address but names."""
    from matplotlib import rc_context

    held = io.StringIO()
    with rc_context({"svg.hashsalt": "twogauges", "svg.fonttype": "none"}):
        figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    text = held.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.DOTALL)
    label = title.replace("&", "and").replace('"', "'").replace("<", "below ")
    return text.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1).strip()


def distributions(table: pd.DataFrame, output: str, policies: list[str]) -> str:
    """Each policy's runs as a cumulative share, from the least to the most."""
    figure, axes = _figure(3.2)
    for place, policy in enumerate(policies):
        values = table.loc[table["policy"] == policy, output].to_numpy(dtype=float)
        values = np.sort(values[np.isfinite(values)])
        if len(values):
            share = np.arange(1, len(values) + 1) / len(values)
            axes.step(values, share, where="post", label=policy,
                      color=COLOURS[place % len(COLOURS)])  # fmt: skip
    axes.set(xlabel=output, ylabel="share of runs at most", ylim=(0, 1))
    if len(policies) <= 2 * len(COLOURS):
        axes.legend(frameon=False, fontsize=8)
    return as_svg(figure, f"Distribution of {output} by policy")


def bars(rows: pd.DataFrame, names: str, title: str) -> str:
    """Bars with intervals: columns `value`, `low`, `high`; the longest on top, some at most."""
    shown = rows.reindex(rows["value"].abs().sort_values(ascending=False).index)[:MOST_BARS][::-1]
    figure, axes = _figure(0.9 + 0.27 * len(shown))
    places = np.arange(len(shown))
    axes.barh(places, shown["value"], color=COLOURS[0], height=0.6)
    apart = np.array([shown["value"] - shown["low"], shown["high"] - shown["value"]])
    axes.errorbar(shown["value"], places, xerr=np.nan_to_num(np.maximum(apart, 0.0)), fmt="none",
                  ecolor="#333333", capsize=2, linewidth=1)  # fmt: skip
    axes.set_yticks(places, shown[names])
    axes.axvline(0.0, color="#333333", linewidth=0.8)
    axes.set(xlabel=title)
    return as_svg(figure, title)


def futures(points: pd.DataFrame, failed: NDArray[np.bool_], names: list[str], title: str) -> str:
    """Runs over two parameters, those that failed marked by shape and colour."""
    figure, axes = _figure(4.0)
    first, second = names[0], names[1] if len(names) > 1 else None
    points, failed = points.iloc[:MOST_DOTS], failed[:MOST_DOTS]
    rng = np.random.default_rng(1)  # spreads the dots where there is one parameter only
    across = points[second].to_numpy() if second else rng.random(len(points))
    for flag, mark, colour, label in ((False, "o", COLOURS[0], "holds"),
                                      (True, "x", COLOURS[3], "fails")):  # fmt: skip
        axes.scatter(points[first][failed == flag], across[failed == flag], marker=mark, s=16,
                     color=colour, linewidths=0.9, alpha=0.7, label=label)  # fmt: skip
    axes.set(xlabel=first, ylabel=second or "")
    if second is None:
        axes.set_yticks([])
    axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return as_svg(figure, title)


def bands(table: pd.DataFrame, title: str) -> str:
    """Years across: 90% and 50% bands, the median, what was observed."""
    figure, axes = _figure(2.8)
    years = table["year"]
    axes.fill_between(years, table["p05"], table["p95"], color=COLOURS[5], alpha=0.35,
                      label="90% band")  # fmt: skip
    axes.fill_between(years, table["p25"], table["p75"], color=COLOURS[0], alpha=0.45,
                      label="50% band")  # fmt: skip
    axes.plot(years, table["p50"], color=COLOURS[0], label="median")
    axes.plot(years, table["observed"], "o", color="#000000", markersize=4, label="record")
    axes.set(ylabel=title)
    axes.legend(frameon=False, fontsize=8)
    return as_svg(figure, title)
