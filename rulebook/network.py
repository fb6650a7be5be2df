"""The network of lines, yards and border gates, and the dated works that change it.

The tables hold the state on 1 January 2025. `as_of` gives the state on the first day of any
month: a work counts from the month after the one it is dated in, because nearly all are
reported from the last days of their month.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from rulebook.addition import add_up
from rulebook.tables import (
    GRADES,
    Column,
    Month,
    Problem,
    Row,
    TableError,
    Value,
    parse_value,
    read_table,
    reference_problems,
)

TABLES_MONTH: Month = (2025, 1)
"""The month on whose first day the tables hold without any work applied."""

FIRST_MONTH: Month = (2015, 1)
"""The earliest month `as_of` answers for."""

EARTH_KM = 6371.0
LEAST_DETOUR = 0.98  # coordinates are of towns, so a line may seem a little shorter than straight
MOST_DETOUR = 2.0
MOST_SINGLE_PAIRS = 48.0  # no single line with block signals passes more


def _id(name: str, meaning: str, required: bool = True) -> Column:
    return Column(name, "slug", required=required, default="", meaning=meaning)


def _number(name: str, high: float, unit: str, meaning: str, required: bool = True) -> Column:
    return Column(name, "number", 0, high, required=required, unit=unit, meaning=meaning)


_OPENS = Column("opens", "month", 2000, 2060, required=False, meaning="open from the month after")
_GRADE = Column("grade", "choice", choices=GRADES, meaning="how well it is known")
_SOURCE = Column("source", meaning="publisher and date, or how derived")
_NOTE = Column("note", required=False, default="", meaning="why this value")

STATION_COLUMNS = (
    _id("station", "id"),
    Column("name", meaning="English name"),
    Column("name_kk", meaning="Kazakh name"),
    Column("name_ru", meaning="Russian name"),
    Column("lat", "number", 35, 60, unit="degrees", meaning="WGS84"),
    Column("lon", "number", 45, 90, unit="degrees", meaning="WGS84"),
    Column(
        "kind",
        "choice",
        choices=("junction", "station", "border", "port", "foreign"),
        meaning="what it is on the map",
    ),
    _GRADE,
    _SOURCE,
)
SEGMENT_COLUMNS = (
    _id("segment", "id: from-to"),
    _id("from", "a station"),
    _id("to", "a station"),
    Column("length_km", "number", 1, 1500, unit="km", meaning="length of line"),
    Column("tracks", "integer", 1, 2, unit="tracks", meaning="main tracks"),
    Column("traction", "choice", choices=("electric", "diesel"), meaning="traction"),
    Column("capacity_pairs", "number", 1, 150, unit="pairs/day", meaning="nominal train pairs"),
    Column("capacity_low", "number", 1, 150, unit="pairs/day", meaning="low end of range"),
    Column("capacity_high", "number", 1, 150, unit="pairs/day", meaning="high end of range"),
    _OPENS,
    _GRADE,
    _SOURCE,
    _NOTE,
)
YARD_COLUMNS = (
    _id("yard", "id"),
    _id("station", "a station"),
    _number("trains_per_day", 400, "trains/day", "trains handled, both directions"),
    _number("low", 400, "trains/day", "low end of range"),
    _number("high", 400, "trains/day", "high end of range"),
    _GRADE,
    _SOURCE,
    _NOTE,
)
GATE_COLUMNS = (
    _id("gate", "id"),
    _id("station", "a station, where traffic ends or begins in the model"),
    _id("beyond", "the foreign station behind it, on the map only", required=False),
    Column(
        "neighbour",
        "choice",
        choices=("china", "russia", "uzbekistan", "caspian", "turkmenistan"),
        meaning="who answers for the other side",
    ),
    _number("acceptance_out", 60, "trains/day", "trains the neighbour takes"),
    _number("acceptance_in", 60, "trains/day", "trains Kazakhstan takes"),
    _number("worst_out", 60, "trains/day", "worst acceptance out seen, or assumed"),
    _number("transship_trains", 120, "trains/day", "between gauges or ship, both ways", False),
    _number("transship_teu_day", 12000, "TEU/day", "of which containers, both ways", False),
    _number("transship_bulk_t_day", 200000, "t/day", "of which bulk, both ways", False),
    _OPENS,
    _number("base_hours", 240, "h", "crossing time without a queue"),
    _GRADE,
    _SOURCE,
    _NOTE,
)
WORK_COLUMNS = (
    _id("work", "id"),
    _id("target", "a segment, yard or gate, as the field tells"),
    Column(
        "field",
        "choice",
        choices=(
            "capacity_pairs", "tracks", "traction", "length_km", "trains_per_day",
            "acceptance_out", "acceptance_in", "transship_trains", "transship_teu_day",
            "transship_bulk_t_day", "base_hours", "opens",
        ),
        meaning="what changes",
    ),
    Column("value", meaning="new value, in the range of the field; for opens the month"),
    Column("announced", "month", 2010, 2060, required=False, meaning="month the plan names"),
    Column("done", "month", 2010, 2060, required=False, meaning="month it happened, if known"),
    _id("supersedes", "the older plan this one replaces", required=False),
    _number("cost_musd", 20000, "MUSD", "cost, if known", required=False),
    _GRADE,
    _SOURCE,
    _NOTE,
)  # fmt: skip
HISTORY_COLUMNS = (
    _id("series", "id of the yearly series"),
    Column("year", "integer", 2010, 2026, meaning="calendar year"),
    Column("value", "number", 0, 1e6, meaning="observed value"),
    Column("unit", meaning="unit"),
    _GRADE,
    _SOURCE,
    Column("definition", meaning="what is counted"),
)


@dataclass(frozen=True, slots=True)
class Station:
    """A station: where lines meet, begin or leave the country. Degrees are WGS84."""

    station: str
    name: str
    name_kk: str
    name_ru: str
    lat: float
    lon: float
    kind: str
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two stations: km, tracks, traction, nominal train pairs a day."""

    segment: str
    begin: str
    end: str
    length_km: float
    tracks: int
    traction: str
    capacity_pairs: float
    capacity_low: float
    capacity_high: float
    opens: Month | None
    grade: str
    source: str
    note: str

    def other(self, station: str) -> str:
        """The station at the other end."""
        return self.end if station == self.begin else self.begin


@dataclass(frozen=True, slots=True)
class Yard:
    """Sorting and shunting at a station: trains handled a day, both directions."""

    yard: str
    station: str
    trains_per_day: float
    low: float
    high: float
    grade: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A border or port: trains a day each side takes; transshipment counts both directions."""

    gate: str
    station: str
    beyond: str
    neighbour: str
    acceptance_out: float
    acceptance_in: float
    worst_out: float
    transship_trains: float | None
    transship_teu_day: float | None
    transship_bulk_t_day: float | None
    opens: Month | None
    base_hours: float
    grade: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Work:
    """A dated change of one field of a segment, yard or gate."""

    work: str
    target: str
    field: str
    value: Value
    announced: Month | None
    done: Month | None
    supersedes: str
    cost_musd: float | None
    grade: str
    source: str
    note: str


Slip = Callable[[Work], int]
"""Months by which an announced work not yet done falls behind its plan."""


def no_slip(work: Work) -> int:
    """Every announced work keeps its month."""
    return 0


@dataclass(frozen=True)
class Network:
    """Stations, segments, yards, gates and works by id, in the order of their tables."""

    stations: Mapping[str, Station]
    segments: Mapping[str, Segment]
    yards: Mapping[str, Yard]
    gates: Mapping[str, Gate]
    works: Mapping[str, Work]

    @cached_property
    def _meeting(self) -> dict[str, list[Segment]]:
        meeting: dict[str, list[Segment]] = {}
        for segment in sorted(self.segments.values(), key=lambda s: s.segment):
            for station in dict.fromkeys((segment.begin, segment.end)):
                meeting.setdefault(station, []).append(segment)
        return meeting

    @cached_property
    def sides(self) -> dict[str, tuple[str, ...]]:
        """Gates by the neighbour who answers for them, in the order of their table."""
        sides: dict[str, tuple[str, ...]] = {}
        for gate in self.gates.values():
            sides[gate.neighbour] = (*sides.get(gate.neighbour, ()), gate.gate)
        return sides

    def touching(self, station: str) -> list[Segment]:
        """Segments that meet at a station, in order of id."""
        return list(self._meeting.get(station, ()))

    def length(self, path: Iterable[str]) -> float:
        """Length of a path of segment ids, km."""
        return add_up(self.segments[segment].length_km for segment in path)

    def reachable(self, start: str) -> set[str]:
        """Stations reached from one by segments, and foreign ones behind the gates reached."""
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            found = {s.other(here) for s in self.touching(here)} - seen
            seen |= found
            waiting += sorted(found)
        return seen | {g.beyond for g in self.gates.values() if g.station in seen and g.beyond}


def due(work: Work, slip: Slip = no_slip) -> Month:
    """Month in which a work is finished: as it happened, else as announced and slipped.

    Raises:
        ValueError: The work has no month at all, which loading refuses.
    """
    if work.done is not None:
        return work.done
    if work.announced is None:
        raise ValueError(f"work {work.work!r} has no month")
    months = work.announced[0] * 12 + work.announced[1] - 1 + slip(work)
    return (months // 12, months % 12 + 1)


def works_due(network: Network, month: Month, slip: Slip = no_slip) -> list[Work]:
    """Works finished before the first of the month, in order of finishing.

    Superseded plans are left out, and a later stage of the same work waits for the earlier.
    """
    old = {work.supersedes for work in network.works.values()}
    live = sorted((w for w in network.works.values() if w.work not in old), key=due)
    latest: dict[tuple[str, str], Month] = {}
    when: dict[str, Month] = {}
    for work in live:
        part = (work.target, work.field)
        latest[part] = when[work.work] = max(due(work, slip), latest.get(part, (0, 1)))
    return [w for w in sorted(live, key=lambda w: when[w.work]) if when[w.work] < month]


def as_of(network: Network, month: Month, slip: Slip = no_slip) -> Network:
    """The network on the first day of a month: works done by then, unopened parts left out.

    Ranges of capacity widen or narrow in proportion to the capacity.

    Args:
        network: The network as loaded, not one already given by `as_of`.
        month: (year, month) from `FIRST_MONTH` on.
        slip: Months each announced, undone work falls behind; negative comes early.

    Raises:
        ValueError: The month is before `FIRST_MONTH`.
    """
    if month < FIRST_MONTH:
        raise ValueError(f"month {month} — allowed: from {FIRST_MONTH} on")
    changes: dict[tuple[str, str], Value] = {
        (w.target, w.field): w.value for w in works_due(network, month, slip) if w.field != "opens"
    }
    old = {work.supersedes for work in network.works.values()}
    for work in network.works.values():
        if work.field == "opens" and work.work not in old:
            changes[work.target, "opens"] = due(work, slip)
    return replace(
        network,
        segments=_changed(network.segments, _SEGMENT_FIELDS, changes, month),
        yards=_changed(network.yards, _YARD_FIELDS, changes, month),
        gates=_changed(network.gates, _GATE_FIELDS, changes, month),
    )


def shortest_path(
    network: Network,
    origin: str,
    destination: str,
    weight: Callable[[Segment], float] = lambda segment: segment.length_km,
    avoid: Collection[str] = (),
) -> tuple[str, ...]:
    """Lightest way between two stations (Dijkstra); equal ways go to the first by segment ids.

    Args:
        network: Usually one given by `as_of`: lines not yet open count as any other here.
        origin: Station id.
        destination: Station id.
        weight: Positive weight of a segment, by default its km.
        avoid: Ids of segments and of stations to keep off.

    Returns:
        Segment ids in order; empty if origin is destination.

    Raises:
        ValueError: An unknown station, no way, or a weight that is not positive.
    """
    for station in (origin, destination):
        if station not in network.stations:
            raise ValueError(f"unknown station {station!r}")
    settled: set[str] = set()
    queue: list[tuple[float, tuple[str, ...], str]] = [(0.0, (), origin)]
    while queue:
        cost, path, here = heapq.heappop(queue)
        if here == destination:
            return path
        if here in settled:
            continue
        settled.add(here)
        for segment in network.touching(here):
            there = segment.other(here)
            if there not in settled and segment.segment not in avoid and there not in avoid:
                step = _check_weight(segment, weight(segment))
                heapq.heappush(queue, (cost + step, (*path, segment.segment), there))
    raise ValueError(f"no way from {origin!r} to {destination!r}")


def great_circle_km(here: Station, there: Station) -> float:
    """Distance over a round Earth, km (haversine)."""
    lat_a, lat_b = math.radians(here.lat), math.radians(there.lat)
    lon = math.radians(there.lon - here.lon)
    up, across = math.sin((lat_b - lat_a) / 2), math.sin(lon / 2)
    share = up * up + math.cos(lat_a) * math.cos(lat_b) * across * across
    return 2 * EARTH_KM * math.asin(math.sqrt(share))


def load_network(folder: Path) -> Network:
    """Read and cross-check the five tables of the network in a folder.

    Raises:
        TableError: All problems of all tables; checks across tables follow once cells are good.
    """
    problems: list[Problem] = []
    tables = {
        name: _read(folder / f"{name}.csv", columns, problems)
        for name, columns in _TABLES.items()
    }
    _refuse(problems)
    network = _make_network(tables)
    _refuse(_check_references(network, tables))
    problems = [p for row in tables["segments"] for p in _check_segment(network, row)]
    problems += _check_ranges(tables) + _check_pairs(tables["segments"])
    problems += [p for row in tables["works"] for p in _check_work(network, row)]
    _refuse(problems)
    _refuse(_check_reach(network, tables["stations"]) + _check_past(network, tables["works"]))
    return network


_TABLES: Mapping[str, Sequence[Column]] = {
    "stations": STATION_COLUMNS,
    "segments": SEGMENT_COLUMNS,
    "yards": YARD_COLUMNS,
    "gates": GATE_COLUMNS,
    "works": WORK_COLUMNS,
}
_WORK_FIELDS = set(WORK_COLUMNS[2].choices)
_SEGMENT_FIELDS = {c.name: c for c in SEGMENT_COLUMNS if c.name in _WORK_FIELDS}
_YARD_FIELDS = {c.name: c for c in YARD_COLUMNS if c.name in _WORK_FIELDS}
_GATE_FIELDS = {c.name: c for c in GATE_COLUMNS if c.name in _WORK_FIELDS}
_RANGES = {"capacity_pairs": ("capacity_low", "capacity_high"), "trains_per_day": ("low", "high")}


Part = TypeVar("Part", Segment, Yard, Gate)
Record = TypeVar("Record", Station, Segment, Yard, Gate, Work)


def _changed(
    parts: Mapping[str, Part],
    named: Collection[str],
    changes: Mapping[tuple[str, str], Value],
    month: Month,
) -> dict[str, Part]:
    """Parts with their changes applied, those not open by the month left out."""
    result: dict[str, Part] = {}
    touched = {name for name, _ in changes}
    for name, part in parts.items():
        own = ({field: changes[name, field] for field in named if (name, field) in changes}
               if name in touched else {})  # fmt: skip
        new = _change(part, own) if own else part
        opens = None if isinstance(new, Yard) else new.opens
        if opens is None or opens < month:
            result[name] = new
    return result


def _change(part: Part, own: Mapping[str, Value]) -> Part:
    """A part with new values, the range of a capacity scaled with it."""
    new: dict[str, Any] = dict(own)
    for field in own:
        for end in _RANGES.get(field, ()):
            new[end] = getattr(part, end) * new[field] / getattr(part, field)
    return replace(part, **new)


def _check_weight(segment: Segment, weight: float) -> float:
    """The weight, if Dijkstra can work with it."""
    if not (math.isfinite(weight) and weight > 0):
        raise ValueError(f"weight of {segment.segment!r}: {weight} — allowed: a number above 0")
    return weight


def _read(path: Path, columns: Sequence[Column], problems: list[Problem]) -> list[Row]:
    """Rows of a table; if it is refused, its problems are kept for later and no rows given."""
    try:
        return read_table(path, columns, key=(columns[0].name,))
    except TableError as error:
        problems += error.problems
        return []


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise TableError(problems)


def _make(kind: type[Record], row: Row, **named: Any) -> Record:
    """A record whose fields carry the columns' names, save those given by name."""
    own = {f.name: row[f.name] for f in fields(kind) if f.name not in named}
    return kind(**own, **named)


def _make_network(tables: Mapping[str, list[Row]]) -> Network:
    """The rows of the five tables as records, by id."""
    segments = [_make(Segment, r, begin=r["from"], end=r["to"]) for r in tables["segments"]]
    works = [
        _make(Work, r, value=parse_value(_field_column(r.text("field")), r.text("value")))
        for r in tables["works"]
    ]
    return Network(
        {r.text("station"): _make(Station, r) for r in tables["stations"]},
        {segment.segment: segment for segment in segments},
        {r.text("yard"): _make(Yard, r) for r in tables["yards"]},
        {r.text("gate"): _make(Gate, r) for r in tables["gates"]},
        {work.work: work for work in works},
    )


def _field_column(field: str) -> Column:
    """The column that says what a changed field may hold; never blank."""
    return replace((_SEGMENT_FIELDS | _YARD_FIELDS | _GATE_FIELDS)[field], required=True)


def _targets(network: Network, field: str) -> Mapping[str, Segment | Yard | Gate]:
    """Parts that have a field; segments and gates both have `opens`, and never share an id."""
    parts: dict[str, Segment | Yard | Gate] = {}
    if field in _SEGMENT_FIELDS:
        parts.update(network.segments)
    if field in _YARD_FIELDS:
        parts.update(network.yards)
    if field in _GATE_FIELDS:
        parts.update(network.gates)
    return parts


def _check_references(network: Network, tables: Mapping[str, list[Row]]) -> list[Problem]:
    """Ids that name nothing in the table they point to."""
    problems: list[Problem] = []
    points = (("segments", "from"), ("segments", "to"), ("yards", "station"))
    for table, field in (*points, ("gates", "station"), ("gates", "beyond")):
        rows = tables[table]
        problems += reference_problems(rows, field, network.stations, "station in stations.csv")
    for row in tables["works"]:
        parts = _targets(network, row.text("field"))
        problems += reference_problems([row], "target", parts, "id of a part with this field")
    works = tables["works"]
    return problems + reference_problems(works, "supersedes", network.works, "work in works.csv")


def _check_segment(network: Network, row: Row) -> list[Problem]:
    """A segment named by its ends, no shorter than the straight line, no busier than its tracks."""
    segment = network.segments[row.text("segment")]
    problems: list[Problem] = []
    if segment.segment != f"{segment.begin}-{segment.end}" or segment.begin == segment.end:
        problems.append(row.problem("segment", "from-to, two different stations"))
    straight = great_circle_km(network.stations[segment.begin], network.stations[segment.end])
    low, high = LEAST_DETOUR * straight, MOST_DETOUR * straight
    if not low <= segment.length_km <= high:
        problems.append(row.problem("length_km", f"number from {low:.1f} to {high:.1f} km"))
    if segment.tracks == 1 and segment.capacity_pairs > MOST_SINGLE_PAIRS:
        text = f"number up to {MOST_SINGLE_PAIRS:g} pairs/day on a single track"
        problems.append(row.problem("capacity_pairs", text))
    return problems


def _check_ranges(tables: Mapping[str, list[Row]]) -> list[Problem]:
    """Values outside the range their own row declares."""
    problems: list[Problem] = []
    ranges = (
        ("segments", "capacity_pairs", "capacity_low", "capacity_high"),
        ("yards", "trains_per_day", "low", "high"),
    )
    for table, field, low, high in ranges:
        for row in tables[table]:
            if not row.number(low) <= row.number(field) <= row.number(high):
                text = f"number from {row.number(low):g} to {row.number(high):g} as its range says"
                problems.append(row.problem(field, text))
    for row in tables["gates"]:
        if row.number("worst_out") > row.number("acceptance_out"):
            most = row.number("acceptance_out")
            problems.append(row.problem("worst_out", f"number up to acceptance_out, {most:g}"))
    return problems


def _check_pairs(rows: Iterable[Row]) -> list[Problem]:
    """Two segments between the same stations."""
    first: dict[frozenset[str], int] = {}
    problems: list[Problem] = []
    for row in rows:
        line = first.setdefault(frozenset((row.text("from"), row.text("to"))), row.line)
        if line != row.line:
            problems.append(row.problem("segment", f"one segment a pair (first on line {line})"))
    return problems


def _check_work(network: Network, row: Row) -> list[Problem]:
    """A work with a month, a value its field may hold, and no odd plan replaced."""
    work = network.works[row.text("work")]
    problems: list[Problem] = []
    if work.value is None:
        problems.append(row.problem("value", _field_column(work.field).allowed()))
    if work.announced is None and work.done is None:
        problems.append(row.problem("announced", "a month here or in 'done'"))
    elif work.field == "opens" and work.value not in (None, due(work)):
        problems.append(row.problem("value", "for opens, the month done or else announced"))
    old = network.works.get(work.supersedes)
    if old and (old is work or (old.target, old.field) != (work.target, work.field)):
        problems.append(row.problem("supersedes", "another work on the same target and field"))
    if old and old.done:
        problems.append(row.problem("supersedes", "a plan that was not carried out"))
    return problems


def _check_reach(network: Network, rows: Sequence[Row]) -> list[Problem]:
    """Stations that no line reaches from the first one."""
    reached = network.reachable(rows[0].text("station")) if rows else set[str]()
    text = "a station that a segment or a gate's 'beyond' connects to the rest"
    return [row.problem("station", text) for row in rows if row.text("station") not in reached]


def _check_past(network: Network, rows: Sequence[Row]) -> list[Problem]:
    """Fields whose past does not reach back to the first month, or does not end at the tables."""
    past = works_due(network, TABLES_MONTH)
    lines = {row.text("work"): row for row in rows}
    first = {(w.target, w.field): w for w in reversed(past) if w.field != "opens"}
    last = {(w.target, w.field): w for w in past if w.field != "opens"}
    problems: list[Problem] = []
    for work in first.values():
        if due(work) >= FIRST_MONTH:
            text = f"a month before {FIRST_MONTH[0]}-01 for the first value of a past"
            problems.append(lines[work.work].problem("done", text))
    for work in last.values():
        now = getattr(_targets(network, work.field)[work.target], work.field)
        if now != work.value:
            text = f"{now}, the state of {TABLES_MONTH[0]}-01 in the table of its target"
            problems.append(lines[work.work].problem("value", text))
    return problems
