"""Folds: parts of the page that open when asked, by the browser's own means."""

from __future__ import annotations

import ipyvue
import solara


@solara.component
def Fold(title: str, children: list[solara.Element] | None = None, shown: bool = False) -> None:
    """A part of the page under a title; closed unless `shown`."""
    summary = ipyvue.Html.element(tag="summary", children=[title])
    attributes = {"open": "open"} if shown else {}
    ipyvue.Html.element(tag="details", children=[summary, *(children or [])],
                        attributes=attributes, class_="tg-foldable")  # fmt: skip
