"""The table reader: what it refuses, and how it says so."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.tables import (
    GRADES,
    Column,
    Row,
    TableError,
    check_reference,
    describe,
    parse_value,
    read_table,
)

COLUMNS = (
    Column("line", "slug", meaning="id"),
    Column("name"),
    Column("cap", "number", 0, 60, unit="trains/day"),
    Column("tracks", "integer", 1, 2, unit="tracks"),
    Column("grade", "choice", choices=GRADES),
    Column("opens", "month", 2015, 2060, required=False),
    Column("seen", "date", required=False),
    Column("bonded", "flag", required=False, default=False),
)
HEADER = "line,name,cap,tracks,grade,opens,seen,bonded"
GOOD = "a-b,Ab,12.5,1,A,2026-12,2025-09-30,yes"


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A table file of these lines."""
    path = folder / "lines.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding=encoding)
    return path


def refusals(path: Path, key: tuple[str, ...] = ()) -> list[str]:
    """Lines of the message with which a file is refused."""
    with pytest.raises(TableError) as caught:
        read_table(path, COLUMNS, key)
    return str(caught.value).splitlines()


def test_good_row_gives_values_and_its_line(tmp_path: Path) -> None:
    """Every kind parses; blank lines are skipped but counted."""
    (row,) = read_table(write(tmp_path, "", GOOD), COLUMNS, key=("line",))
    assert row.line == 3
    assert (row.text("line"), row.number("cap"), row.integer("tracks")) == ("a-b", 12.5, 1)
    assert (row.month("opens"), row["seen"], row["bonded"]) == (
        (2026, 12),
        date(2025, 9, 30),
        True,
    )


def test_blank_optional_fields_take_their_default(tmp_path: Path) -> None:
    """A blank is None, or the column's default."""
    (row,) = read_table(write(tmp_path, "a-b,Ab,1,1,A,,,"), COLUMNS)
    assert row["opens"] is None and row.month("opens") is None and row["bonded"] is False


@pytest.mark.parametrize(
    ("line", "field", "value", "allowed"),
    [
        ("a,Ab,61,1,A,,,", "cap", "61", "number from 0 to 60 trains/day"),
        ("a,Ab,-1,1,A,,,", "cap", "-1", "number from 0 to 60 trains/day"),
        ("a,Ab,nan,1,A,,,", "cap", "nan", "number from 0 to 60 trains/day"),
        ("a,Ab,inf,1,A,,,", "cap", "inf", "number from 0 to 60 trains/day"),
        ("a,Ab,1e999,1,A,,,", "cap", "1e999", "number from 0 to 60 trains/day"),
        ("a,Ab,1_0,1,A,,,", "cap", "1_0", "number from 0 to 60 trains/day"),
        ("a,Ab,,1,A,,,", "cap", "", "number from 0 to 60 trains/day"),
        ("a,Ab,1,1.5,A,,,", "tracks", "1.5", "integer from 1 to 2 tracks"),
        ("a,Ab,1,3,A,,,", "tracks", "3", "integer from 1 to 2 tracks"),
        ("a,Ab,1,1,E,,,", "grade", "E", "one of A, B, C, D"),
        ("a,,1,1,A,,,", "name", "", "text"),
        ("A b,Ab,1,1,A,,,", "line", "A b", "lower-case ascii letters"),
        ("a,Ab,1,1,A,2026-13,,", "opens", "2026-13", "month YYYY-MM, year from 2015 to 2060"),
        ("a,Ab,1,1,A,2014-12,,", "opens", "2014-12", "month YYYY-MM, year from 2015 to 2060"),
        ("a,Ab,1,1,A,,2025-02-30,", "seen", "2025-02-30", "date YYYY-MM-DD"),
        ("a,Ab,1,1,A,,,maybe", "bonded", "maybe", "yes or no"),
        ("a,Ab,1,1,A", "(row)", "5 cells", "8 cells"),
    ],
)
def test_bad_cell_is_named(tmp_path: Path, line: str, field: str, value: str, allowed: str) -> None:
    """File, line, field, value and what is allowed stand in one message line."""
    path = write(tmp_path, GOOD, line)
    (message,) = refusals(path)
    assert message.startswith(f"{path}:3: field '{field}': value '{value}' — allowed: {allowed}")


def test_all_problems_are_collected(tmp_path: Path) -> None:
    """One reading names every bad cell of every row, in order of line."""
    messages = refusals(write(tmp_path, "a,Ab,99,3,E,,,", GOOD, "b,,1,1,A,,,"))
    found = [re.search(r":(\d+): field '(\w+)'", m) for m in messages]
    assert [m.groups() for m in found if m] == [
        ("2", "cap"),
        ("2", "tracks"),
        ("2", "grade"),
        ("4", "name"),
    ]


def test_lines_count_through_quoted_breaks(tmp_path: Path) -> None:
    """A cell over two lines moves the rows below it, not the message."""
    (message,) = refusals(write(tmp_path, 'a,"A\nb",1,1,A,,,', "c,Cd,1,9,A,,,"))
    assert ":4: field 'tracks'" in message


def test_duplicate_key_names_the_first_line(tmp_path: Path) -> None:
    """The second row of a key is refused."""
    (message,) = refusals(write(tmp_path, GOOD, GOOD), key=("line",))
    assert ":3: field 'line': value 'a-b'" in message and "first on line 2" in message


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (HEADER.replace("cap", "capacity"), {"capacity", "cap"}),
        (HEADER.replace(",grade", ""), {"grade"}),
        (HEADER + ",cap", {"cap"}),
        ("", {column.name for column in COLUMNS}),
    ],
)
def test_header_must_hold_each_field_once(tmp_path: Path, header: str, fields: set[str]) -> None:
    """Unknown, missing and doubled fields are refused by name."""
    path = tmp_path / "lines.csv"
    path.write_text(f"{header}\n{GOOD}\n" if header else "", encoding="utf-8")
    assert set(re.findall(r":1: field '(\w+)'", "\n".join(refusals(path)))) == fields


def test_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    """A missing file, other encodings and broken quotes give the same form of error."""
    assert "a CSV table" in refusals(tmp_path / "missing.csv")[0]
    assert "UTF-8" in refusals(write(tmp_path, "a,Достык,1,1,A,,,", encoding="cp1251"))[0]
    assert "a CSV table" in refusals(write(tmp_path, 'a,"Ab"x,1,1,A,,,'))[0]


def test_spreadsheet_byte_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    """Files saved by spreadsheets with a byte-order mark read as well."""
    assert len(read_table(write(tmp_path, GOOD, encoding="utf-8-sig"), COLUMNS)) == 1


def test_reference_to_nothing_is_refused(tmp_path: Path) -> None:
    """The dangling row is named; known ids and blanks pass."""
    rows = read_table(write(tmp_path, GOOD, "c-d,Cd,1,1,A,,,"), COLUMNS)
    check_reference(rows, "line", {"a-b", "c-d"})
    with pytest.raises(TableError, match=r":3: field 'line': value 'c-d' — allowed: a known id: a"):
        check_reference(rows, "line", {"a-b"})


def test_row_refuses_a_blank_where_a_number_is_needed() -> None:
    """A caller who needs a number never gets a silent zero."""
    row = Row("t.csv", 5, {"cap": None}, {"cap": ""})
    with pytest.raises(TableError, match=r"t\.csv:5: field 'cap'"):
        row.number("cap")
    with pytest.raises(TableError, match=r"t\.csv:5: field 'cap'"):
        row.integer("cap")


def test_column_that_could_hold_nothing_is_refused() -> None:
    """A crossed range or a choice without choices is a mistake of the program."""
    with pytest.raises(ValueError, match="crossed"):
        Column("cap", "number", 5, 1)
    with pytest.raises(ValueError, match="choices"):
        Column("grade", "choice")


def test_describe_names_every_field() -> None:
    """The documents' table has a row for each column, with its range."""
    text = describe(COLUMNS)
    assert all(f"| `{column.name}` | {column.allowed()} |" in text for column in COLUMNS)
    assert "number from 0 to 60 trains/day" in text


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_numbers_pass_exactly_when_in_range(value: float) -> None:
    """What passes is finite, in range and unchanged; all else is None."""
    parsed = parse_value(COLUMNS[2], repr(value))
    inside = math.isfinite(value) and 0 <= value <= 60
    assert parsed == (value if inside else None)


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_in_range_or_refused(cell: str) -> None:
    """No text makes the parser fail or lets a value outside the range through."""
    parsed = parse_value(COLUMNS[2], cell.strip())
    assert parsed is None or (isinstance(parsed, float) and 0 <= parsed <= 60)


@given(st.integers(-5, 70), st.text("abc", max_size=2))
def test_table_accepts_and_refuses_by_line(cap: int, grade: str) -> None:
    """A cell decides alone: the message has one line for each bad cell."""
    bad = (not 0 <= cap <= 60) + (grade.strip() not in GRADES)
    cells = (str(cap), grade)
    values = [parse_value(COLUMNS[2], cells[0]), parse_value(COLUMNS[4], cells[1])]
    assert sum(value is None for value in values) == bad


@given(st.integers(2015, 2060), st.integers(1, 12))
def test_months_read_as_written(year: int, month: int) -> None:
    """A month in range comes back as year and month."""
    assert parse_value(COLUMNS[5], f"{year}-{month:02d}") == (year, month)
