"""Tables of the railway: CSV files checked cell by cell before anything uses them.

A table is read whole: every problem in it is collected and raised once, so that an
editor of the data sees all that is wrong and where:

    data/segments.csv:7: field 'tracks': value '3' — allowed: integer from 1 to 2 tracks
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Month = tuple[int, int]
"""A calendar month as (year, month), so that months compare in order."""

Value = str | float | int | bool | Month | date | None
Kind = Literal["text", "slug", "number", "integer", "choice", "flag", "month", "date"]

GRADES = ("A", "B", "C", "D")
"""A official, B reported by a named source, C weak or derived, D assumed."""

# Plain ASCII forms only: Python's float() would also take '1_000', 'nan' and other scripts.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """What one field of a table may hold.

    Attributes:
        name: Field name in the header.
        kind: Form of the value; `low` and `high` bound a number, or the year of a date.
        choices: Allowed words of a `choice`.
        required: Whether a blank is refused; otherwise a blank gives `default`.
        unit: Unit printed after the range, such as 'trains/day'.
        meaning: One line for the reader of the table.
    """

    name: str
    kind: Kind = "text"
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = True
    default: Value = None
    unit: str = ""
    meaning: str = ""

    def __post_init__(self) -> None:
        """Refuse a column that could never hold a value.

        Raises:
            ValueError: No choices, or a range with its ends crossed.
        """
        if self.kind == "choice" and not self.choices:
            raise ValueError(f"column {self.name!r}: a choice needs choices")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"column {self.name!r}: range {self.low} to {self.high} is crossed")

    def allowed(self) -> str:
        """What the field may hold, in words.

        >>> Column("cap", "number", low=0, high=60, unit="trains/day").allowed()
        'number from 0 to 60 trains/day'
        """
        return _FORMS[self.kind] + _span(self) + ("" if self.required else ", or blank")


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused cell: where it stands, what it holds, what it may hold."""

    file: str
    line: int
    field: str
    value: str
    allowed: str

    def __str__(self) -> str:
        """The problem as one line, file and line first."""
        where = f"{self.file}:{self.line}: field '{self.field}'"
        return f"{where}: value '{self.value}' — allowed: {self.allowed}"


class TableError(ValueError):
    """A table refused, with all its problems, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in order of line."""
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row: values by field name, and the line it came from.

    `values` holds parsed values, `cells` the text as written, `line` counts from 1.
    """

    file: str
    line: int
    values: Mapping[str, Value]
    cells: Mapping[str, str]

    def __getitem__(self, field: str) -> Value:
        """The parsed value of a field, None if blank."""
        return self.values[field]

    def text(self, field: str) -> str:
        """Value of a text, slug or choice field; '' if blank."""
        value = self.values[field]
        return "" if value is None else str(value)

    def number(self, field: str) -> float:
        """Value of a number or integer field, as float; NaN never passes the reader."""
        value = self.optional_number(field)
        if value is None:
            raise TableError([self.problem(field, "a number (blank is not usable here)")])
        return value

    def integer(self, field: str) -> int:
        """Value of an integer field."""
        value = self.values[field]
        if not isinstance(value, int):
            raise TableError([self.problem(field, "an integer (blank is not usable here)")])
        return value

    def optional_number(self, field: str) -> float | None:
        """Value of a number field, None if blank."""
        value = self.values[field]
        return float(value) if isinstance(value, (int, float)) else None

    def month(self, field: str) -> Month | None:
        """Value of a month field as (year, month), None if blank."""
        value = self.values[field]
        return value if isinstance(value, tuple) else None

    def problem(self, field: str, allowed: str) -> Problem:
        """A problem with this row's field, for checks across rows and tables."""
        return Problem(self.file, self.line, field, self.cells.get(field, ""), allowed)


def read_table(path: Path | str, columns: Sequence[Column], key: Sequence[str] = ()) -> list[Row]:
    """Read a CSV table (UTF-8, comma, header line) and check every cell.

    Args:
        path: File to read; messages name it as given.
        columns: All fields of the table; a field left out or added in the file is refused.
        key: Fields that together name a row once.

    Returns:
        Rows in file order; blank lines are skipped.

    Raises:
        TableError: All problems found in the file.
    """
    file = str(path)
    records = _read_records(Path(path), file)
    problems = _check_header(file, records[0][1] if records else [], columns)
    if problems:
        raise TableError(problems)
    header = records[0][1]
    by_name = {column.name: column for column in columns}
    rows = [_parse_row(file, n, header, cells, by_name, problems) for n, cells in records[1:]]
    problems += _find_duplicates(rows, key)
    if problems:
        raise TableError(problems)
    return rows


def check_reference(
    rows: Iterable[Row], field: str, allowed: Collection[str], meaning: str = "a known id"
) -> None:
    """Refuse rows whose field names nothing in another table; blanks pass.

    Raises:
        TableError: One problem for each dangling row, listing the ids if they are few.
    """
    problems = reference_problems(rows, field, allowed, meaning)
    if problems:
        raise TableError(problems)


def reference_problems(
    rows: Iterable[Row], field: str, allowed: Collection[str], meaning: str = "a known id"
) -> list[Problem]:
    """Problems of `check_reference`, for a caller who collects several checks."""
    few = sorted(allowed) if len(allowed) <= 60 else []
    text = f"{meaning}: {', '.join(few)}" if few else meaning
    bad = (row for row in rows if row.text(field) and row.text(field) not in allowed)
    return [row.problem(field, text) for row in bad]


def describe(columns: Sequence[Column]) -> str:
    """The columns of a table as a Markdown table, for the documents."""
    lines = ["| field | allowed | meaning |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {c.allowed()} | {c.meaning} |" for c in columns]
    return "\n".join(lines) + "\n"


def _read_records(path: Path, file: str) -> list[tuple[int, list[str]]]:
    """Records of the file with the line each begins on; header first."""
    records: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    records.append((begin, [cell.strip() for cell in cells]))
                begin = reader.line_num + 1
    except UnicodeDecodeError as error:
        raise TableError([Problem(file, begin, "(file)", str(error), "UTF-8 text")]) from error
    except (OSError, csv.Error) as error:
        raise TableError([Problem(file, begin, "(file)", str(error), "a CSV table")]) from error
    return records


def _check_header(file: str, header: Sequence[str], columns: Sequence[Column]) -> list[Problem]:
    """Fields unknown, missing or named twice."""
    names = [column.name for column in columns]
    fields = "one of the fields " + ", ".join(names)
    problems = [Problem(file, 1, n, "(unknown field)", fields) for n in header if n not in names]
    problems += [
        Problem(file, 1, n, "(missing field)", "a header with this field")
        for n in names
        if n not in header
    ]
    twice = sorted({n for n in header if n in names and header.count(n) > 1})
    return problems + [Problem(file, 1, n, "(named twice)", "each field once") for n in twice]


def _parse_row(
    file: str,
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    columns: Mapping[str, Column],
    problems: list[Problem],
) -> Row:
    """Parse one record; refused cells are added to `problems` and held as None."""
    if len(cells) != len(header):
        count = f"{len(cells)} cells"
        problems.append(Problem(file, line, "(row)", count, f"{len(header)} cells"))
    named = dict(zip(header, cells, strict=False))
    values: dict[str, Value] = {}
    for name, cell in named.items():
        column = columns[name]
        values[name] = parse_value(column, cell)
        if values[name] is None and (cell or column.required):
            problems.append(Problem(file, line, name, cell, column.allowed()))
    return Row(file, line, values, named)


def parse_value(column: Column, cell: str) -> Value:
    """Value of a cell: parsed, the default of a blank, or None if refused.

    >>> parse_value(Column("opens", "month"), "2026-12")
    (2026, 12)
    """
    if not cell:
        return None if column.required else column.default
    value = _PARSERS[column.kind](column, cell)
    size = value[0] if isinstance(value, tuple) else value
    size = size.year if isinstance(size, date) else size
    if isinstance(size, (int, float)) and not _within(column, size):
        return None
    return value


def _within(column: Column, size: float) -> bool:
    """Whether a finite size lies in the column's range, ends included."""
    above = column.low is None or size >= column.low
    return math.isfinite(size) and above and (column.high is None or size <= column.high)


def _parse_number(_: Column, cell: str) -> Value:
    return float(cell) if _NUMBER.fullmatch(cell) else None


def _parse_integer(_: Column, cell: str) -> Value:
    # Twenty digits are beyond any count here, and keep int() away from hostile lengths.
    return int(cell) if _INTEGER.fullmatch(cell) and len(cell) <= 20 else None


def _parse_choice(column: Column, cell: str) -> Value:
    return cell if cell in column.choices else None


def _parse_flag(_: Column, cell: str) -> Value:
    return {"yes": True, "no": False}.get(cell)


def _parse_month(_: Column, cell: str) -> Value:
    return (int(cell[:4]), int(cell[5:])) if _MONTH.fullmatch(cell) else None


def _parse_date(_: Column, cell: str) -> Value:
    try:
        return date.fromisoformat(cell) if _DATE.fullmatch(cell) else None
    except ValueError:
        return None


_PARSERS: Mapping[str, Callable[[Column, str], Value]] = {
    "text": lambda _, cell: cell,
    "slug": lambda _, cell: cell if _SLUG.fullmatch(cell) else None,
    "number": _parse_number,
    "integer": _parse_integer,
    "choice": _parse_choice,
    "flag": _parse_flag,
    "month": _parse_month,
    "date": _parse_date,
}

_FORMS: Mapping[str, str] = {
    "text": "text",
    "slug": "lower-case ascii letters, digits, '-', '_' or '.'",
    "number": "number",
    "integer": "integer",
    "choice": "one of ",
    "flag": "yes or no",
    "month": "month YYYY-MM",
    "date": "date YYYY-MM-DD",
}


def _span(column: Column) -> str:
    """Range and unit of a column in words, or its choices."""
    if column.kind == "choice":
        return ", ".join(column.choices)
    low = "" if column.low is None else f" from {column.low:.12g}"
    high = "" if column.high is None else f" to {column.high:.12g}"
    year = ", year" if column.kind in ("month", "date") and (low or high) else ""
    return year + low + high + (f" {column.unit}" if column.unit else "")


def _find_duplicates(rows: Iterable[Row], key: Sequence[str]) -> list[Problem]:
    """Rows whose key was used on an earlier line."""
    first: dict[tuple[str, ...], int] = {}
    problems: list[Problem] = []
    for row in rows if key else ():
        name = tuple(row.cells.get(field, "") for field in key)
        line = first.setdefault(name, row.line)
        if line != row.line:
            text = f"each key once (first on line {line})"
            problems.append(Problem(row.file, row.line, "+".join(key), "+".join(name), text))
    return problems
