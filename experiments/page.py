"""Pages: a report as one HTML file that fetches nothing."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from model.leavings import write_whole

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h1 { font-size: 1.7rem } h2 { font-size: 1.25rem; margin-top: 2.5rem }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; display: block;
  overflow-x: auto }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .7rem; text-align: left;
  vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
figure { margin: 1rem 0 } figure svg { max-width: 100%; height: auto }
figcaption { color: #444 }
.holds { color: #0b6b3a } .fails { color: #a31515 } .depends { color: #7a5200 }
"""


def page(title: str, parts: Iterable[str]) -> str:
    """A whole page."""
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def heading(text: str) -> str:
    """A heading of a section."""
    return f"<h2>{html.escape(text)}</h2>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph."""
    named = f' class="{html.escape(kind)}"' if kind else ""
    return f"<p{named}>{html.escape(text)}</p>"


def table(rows: pd.DataFrame, caption: str, words: str = "Nothing to show.") -> str:
    """A table with its caption; a sentence where it has no rows."""
    if rows.empty:
        return paragraph(f"{caption}: {words}")
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in rows.columns)
    body = "\n".join(
        "<tr>" + "".join(_cell(value) for value in row) + "</tr>"
        for row in rows.itertuples(index=False)
    )
    return (f"<table>\n<caption>{html.escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>")  # fmt: skip


def _cell(value: Any) -> str:
    if isinstance(value, float):
        if math.isnan(value):
            return "<td></td>"
        return f'<td class="number">{value:,.4g}</td>'
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    return f"<td>{html.escape(str(value))}</td>"


def figure(svg: str, caption: str) -> str:
    """A drawing with its caption."""
    return f"<figure>\n{svg}\n<figcaption>{html.escape(caption)}</figcaption>\n</figure>"


def write_table(folder: Path, name: str, rows: pd.DataFrame) -> None:
    """Leave a table behind a report."""
    write_whole(folder / f"{name}.csv", rows.to_csv(index=False, lineterminator="\n"))
