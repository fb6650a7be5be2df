"""Months and years as the railway counts them."""

from __future__ import annotations

import re

MONTHS_PER_YEAR = 12
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
HOURS_PER_DAY = 24.0

_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def month_number(text: str) -> int:
    """Number a month written `YYYY-MM`, counted from year 0, so that months subtract.

    Raises:
        ValueError: the text is no month.

    >>> month_number("2025-03") - month_number("2024-12")
    3
    """
    match = _MONTH.match(text)
    if match is None:
        raise ValueError(f"month {text!r} is not written as YYYY-MM with a month from 01 to 12")
    return int(match[1]) * MONTHS_PER_YEAR + int(match[2]) - 1


def month_text(number: int) -> str:
    """Write a month's number as `YYYY-MM`.

    >>> month_text(month_number("2031-12"))
    '2031-12'
    """
    return f"{number // MONTHS_PER_YEAR:04d}-{number % MONTHS_PER_YEAR + 1:02d}"
