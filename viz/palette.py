"""Colours that colour-blind eyes can tell apart (Okabe and Ito 2008), and readable inks."""

from __future__ import annotations

INK, QUIET = "#1c2733", "#55616d"
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a6d00", "#56B4E9", "#1c2733")
DASHES = ("", "6 3", "2 2", "8 3 2 3", "1 3", "4 4", "")
SIDES = {"a": "#0072B2", "b": "#D55E00", "difference": "#1c2733"}
USE = ((0.5, "#56B4E9", "use-low"), (0.8, "#009E73", "use-half"), (0.97, "#E69F00", "use-high"),
       (9.9, "#D55E00", "use-full"))  # fmt: skip
