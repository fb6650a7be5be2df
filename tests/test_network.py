"""The network's tables as shipped, and what the network does with its works."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.network import (
    GATE_COLUMNS,
    HISTORY_COLUMNS,
    SEGMENT_COLUMNS,
    STATION_COLUMNS,
    TABLES_MONTH,
    WORK_COLUMNS,
    YARD_COLUMNS,
    Network,
    Work,
    as_of,
    due,
    great_circle_km,
    load_network,
    shortest_path,
    works_due,
)
from rulebook.tables import Column, TableError, describe, read_table

DATA = Path(__file__).resolve().parent.parent / "data"
NETWORK = load_network(DATA)
NOW = as_of(NETWORK, TABLES_MONTH)
MONTHS = st.tuples(st.integers(2015, 2045), st.integers(1, 12))


def edited(folder: Path, table: str, old: str, new: str) -> Path:
    """A copy of the tables with one text of one table changed."""
    for name in ("stations", "segments", "yards", "gates", "works"):
        shutil.copy(DATA / f"{name}.csv", folder)
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_tables_are_of_the_expected_size() -> None:
    """Enough of the network to route every corridor of the game."""
    assert len(NETWORK.stations) >= 45 and len(NETWORK.segments) >= 40
    assert len(NETWORK.yards) >= 8 and len(NETWORK.gates) >= 12


def test_every_row_has_a_source_and_grade() -> None:
    """No number without its origin."""
    tables = (NETWORK.stations, NETWORK.segments, NETWORK.yards, NETWORK.gates, NETWORK.works)
    rows = [row for table in tables for row in table.values()]
    assert all(len(row.source) > 10 for row in rows)
    assert {row.grade for row in rows} == set("ABCD")


@pytest.mark.parametrize("month", [(2015, 1), (2025, 1), (2026, 1), (2035, 1)])
def test_every_open_station_is_reached(month: tuple[int, int]) -> None:
    """All but what waits for a line not yet open hangs together, and all of it once all is open."""
    network = as_of(NETWORK, month)
    missing = set(NETWORK.stations) - network.reachable("astana")
    waiting = {"bakhty", "tacheng", "maktaaral"} if month < (2026, 12) else set[str]()
    kuryk = {"kuryk"} if month < (2015, 8) else set[str]()
    assert missing == waiting | kuryk


def test_gates_open_in_time_stand_on_the_network() -> None:
    """A gate in use has a way to the capital."""
    for month in ((2015, 1), (2025, 1), (2030, 1)):
        network = as_of(NETWORK, month)
        for gate in network.gates.values():
            assert shortest_path(network, "astana", gate.station)


@pytest.mark.parametrize(
    ("month", "segment", "pairs", "tracks"),
    [
        ((2017, 7), "kazybek_bek-shu", 45, 1),
        ((2017, 8), "kazybek_bek-shu", 68, 2),
        ((2025, 1), "balkhash-mointy", 20, 1),
        ((2025, 2), "balkhash-mointy", 60, 2),
        ((2025, 9), "aktogay-balkhash", 20, 1),
        ((2025, 10), "aktogay-balkhash", 60, 2),
        ((2026, 12), "zhezkazgan-saksaulsk", 8, 1),
        ((2027, 1), "zhezkazgan-saksaulsk", 25, 1),
        ((2026, 12), "kandyagash-tobol", 7, 1),
        ((2027, 1), "kandyagash-tobol", 25, 1),
    ],
)
def test_capacity_moves_in_its_month(
    month: tuple[int, int], segment: str, pairs: float, tracks: int
) -> None:
    """A work counts from the month after the one it is dated in."""
    line = as_of(NETWORK, month).segments[segment]
    assert (line.capacity_pairs, line.tracks) == (pairs, tracks)


def test_range_moves_with_capacity() -> None:
    """A doubled line keeps its relative range."""
    before = NETWORK.segments["aktogay-balkhash"]
    after = as_of(NETWORK, (2026, 1)).segments["aktogay-balkhash"]
    growth = after.capacity_pairs / before.capacity_pairs
    assert after.capacity_low == pytest.approx(before.capacity_low * growth)
    assert after.capacity_high == pytest.approx(before.capacity_high * growth)


@pytest.mark.parametrize(
    ("month", "gate", "out"),
    [
        ((2015, 1), "dostyk", 11),
        ((2023, 6), "dostyk", 15),
        ((2025, 6), "dostyk", 18),
        ((2025, 7), "dostyk", 28),
        ((2015, 1), "altynkol", 5),
        ((2025, 2), "altynkol", 14),
        ((2025, 3), "altynkol", 15),
        ((2025, 12), "saryagash", 26),
        ((2026, 1), "saryagash", 35),
    ],
)
def test_acceptance_moves_in_its_month(month: tuple[int, int], gate: str, out: float) -> None:
    """The agreed acceptances of 2025 hold from the months agreed."""
    assert as_of(NETWORK, month).gates[gate].acceptance_out == out


@pytest.mark.parametrize(
    ("segment", "opens"),
    [
        ("zhetygen-kazybek_bek", (2026, 1)),
        ("mointy-kyzylzhar", (2027, 1)),
        ("darbaza-maktaaral", (2027, 1)),
        ("ayagoz-bakhty", (2029, 1)),
    ],
)
def test_new_lines_appear_in_their_month(segment: str, opens: tuple[int, int]) -> None:
    """A line is absent before and present from its first full month."""
    eve = (opens[0] - 1, 12)
    assert segment not in as_of(NETWORK, eve).segments
    assert segment in as_of(NETWORK, opens).segments


def test_slip_moves_plans_and_not_the_past() -> None:
    """A year's slip delays what is announced and leaves what is done."""

    def late(work: Work) -> int:
        return 12

    slipped = as_of(NETWORK, (2027, 6), late)
    assert slipped.segments["kandyagash-tobol"].capacity_pairs == 7
    assert "mointy-kyzylzhar" not in slipped.segments and "maktaaral" not in slipped.gates
    assert slipped.segments["dostyk-aktogay"].capacity_pairs == 60
    assert "mointy-kyzylzhar" in as_of(NETWORK, (2028, 1), late).segments
    assert due(NETWORK.works["kandyagash-tobol-modernisation"], late) == (2027, 12)


def test_a_later_stage_waits_for_the_earlier() -> None:
    """If only the first stage slips, the second is not undone by it."""

    def stage_one_late(work: Work) -> int:
        return 60 if work.work == "bolashak-out-15mt" else 0

    assert as_of(NETWORK, (2032, 1), stage_one_late).gates["bolashak"].acceptance_out == 5
    assert as_of(NETWORK, (2033, 1), stage_one_late).gates["bolashak"].acceptance_out == 10


def test_superseded_plan_is_kept_and_not_built() -> None:
    """The plan of 2023 for Bakhty stands in the table; the plan of 2025 decides."""
    assert NETWORK.works["ayagoz-bakhty-line"].supersedes == "ayagoz-bakhty-line-plan-2023"
    done = {work.work for work in works_due(NETWORK, (2045, 1))}
    assert "ayagoz-bakhty-line" in done and "ayagoz-bakhty-line-plan-2023" not in done


@given(MONTHS, MONTHS)
def test_done_works_only_grow(one: tuple[int, int], two: tuple[int, int]) -> None:
    """Nothing finished becomes unfinished."""
    first, last = sorted((one, two))
    early = [work.work for work in works_due(NETWORK, first)]
    assert [work.work for work in works_due(NETWORK, last)][: len(early)] == early


@given(MONTHS)
def test_every_month_is_a_sane_network(month: tuple[int, int]) -> None:
    """Values stay in their ranges at every date."""
    network = as_of(NETWORK, month)
    for line in network.segments.values():
        assert line.capacity_low <= line.capacity_pairs <= line.capacity_high
    for gate in network.gates.values():
        assert gate.acceptance_out > 0 and gate.station in network.stations


def test_month_before_the_first_is_refused() -> None:
    """The tables know nothing before 2015."""
    with pytest.raises(ValueError, match="2014"):
        as_of(NETWORK, (2014, 12))


@pytest.mark.parametrize(
    ("start", "end", "published"),
    [("altynkol", "aktau", 3128), ("altynkol", "bolashak", 3450), ("dostyk", "mointy", 836)],
)
def test_lengths_agree_with_published_distances(start: str, end: str, published: float) -> None:
    """Ways summed from segments lie within two per cent of what KTZ publishes."""
    assert NOW.length(shortest_path(NOW, start, end)) == pytest.approx(published, rel=0.02)


def test_new_line_saves_the_announced_kilometres() -> None:
    """Mointy-Kyzylzhar shortens the way by 149 km."""
    later = as_of(NETWORK, (2027, 1))
    saved = [n.length(shortest_path(n, "mointy", "kyzylzhar")) for n in (NOW, later)]
    assert saved[0] - saved[1] == pytest.approx(149, abs=1)


def test_path_keeps_off_what_it_is_told() -> None:
    """Segments and stations can both be avoided."""
    direct = shortest_path(NOW, "aktogay", "shu")
    around = shortest_path(NOW, "aktogay", "shu", avoid={"almaty"})
    assert "zhetygen-almaty" in direct and "mointy-shu" in around
    with pytest.raises(ValueError, match="no way"):
        shortest_path(NOW, "dostyk", "aktogay", avoid={"dostyk-aktogay"})
    assert shortest_path(NOW, "astana", "astana") == ()


def test_path_refuses_unknown_stations_and_weights() -> None:
    """Errors name what was wrong."""
    with pytest.raises(ValueError, match="atlantis"):
        shortest_path(NOW, "astana", "atlantis")
    with pytest.raises(ValueError, match="above 0"):
        shortest_path(NOW, "astana", "almaty", weight=lambda segment: -1.0)


@given(st.sampled_from(sorted({g.station for g in NOW.gates.values()})), st.data())
def test_path_does_not_depend_on_the_order_of_rows(goal: str, data: st.DataObject) -> None:
    """Equal ways are told apart by segment ids, not by the file."""
    order = data.draw(st.permutations(sorted(NOW.segments)))
    shuffled = replace(NOW, segments={name: NOW.segments[name] for name in order})
    one = shortest_path(NOW, "astana", goal, weight=lambda segment: 1.0)
    assert one == shortest_path(shuffled, "astana", goal, weight=lambda segment: 1.0)


@given(st.sampled_from(sorted(NOW.segments)))
def test_no_line_is_a_detour_of_itself(segment: str) -> None:
    """The shortest way between a segment's ends is no longer than the segment."""
    line = NOW.segments[segment]
    way = NOW.length(shortest_path(NOW, line.begin, line.end))
    straight = great_circle_km(NOW.stations[line.begin], NOW.stations[line.end])
    assert 0.98 * straight <= way <= line.length_km


def refusal(folder: Path) -> str:
    """Message with which a folder of tables is refused."""
    with pytest.raises(TableError) as caught:
        load_network(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("segments", "dostyk-aktogay,dostyk,aktogay,310", "dostyk-aktogay,dostyk,aktogay,200",
         ("segments.csv:2:", "'length_km'", "value '200'", "number from 281")),
        ("segments", "dostyk-aktogay,dostyk,aktogay,310,1", "dostyk-aktogay,dostyk,aktogay,310,3",
         ("segments.csv:2:", "'tracks'", "value '3'", "from 1 to 2 tracks")),
        ("segments", "dostyk-aktogay,dostyk,aktogay", "dostyk-aktogay,dostyk,nowhere",
         ("segments.csv:2:", "'to'", "value 'nowhere'", "station in stations.csv")),
        ("segments", "astana-esil,astana", "esil-astana,astana",
         ("segments.csv:22:", "'segment'", "value 'esil-astana'", "from-to")),
        ("segments", "310,1,diesel,24,12,30", "310,1,diesel,31,12,30",
         ("segments.csv:2:", "'capacity_pairs'", "value '31'", "from 12 to 30")),
        ("segments", "310,1,diesel,24,12,30", "310,1,diesel,60,12,70",
         ("segments.csv:2:", "'capacity_pairs'", "up to 48 pairs/day on a single track")),
        ("gates", "dostyk,dostyk,alashankou,china,18", "dostyk,nowhere,alashankou,china,18",
         ("gates.csv:2:", "'station'", "value 'nowhere'")),
        ("gates", "china,18,20,3,", "china,18,20,19,",
         ("gates.csv:2:", "'worst_out'", "up to acceptance_out, 18")),
        ("gates", "china,18,20,3,", "china,99,20,3,",
         ("gates.csv:2:", "'acceptance_out'", "from 0 to 60 trains/day")),
        ("gates", "dostyk,dostyk,alashankou,china,18", "dostyk,dostyk,alashankou,mars,18",
         ("gates.csv:2:", "'neighbour'", "one of china, russia")),
        ("yards", "dostyk,dostyk,40,28", "dostyk,dostyk,40,50",
         ("yards.csv:2:", "'trains_per_day'", "from 50 to 56")),
        ("works", "kandyagash-tobol-modernisation,kandyagash-tobol,capacity_pairs,25",
         "kandyagash-tobol-modernisation,kandyagash-tobol,capacity_pairs,999",
         ("works.csv:", "'value'", "value '999'", "from 1 to 150 pairs/day")),
        ("works", "kandyagash-tobol-modernisation,kandyagash-tobol",
         "kandyagash-tobol-modernisation,kandyagash",
         ("works.csv:", "'target'", "value 'kandyagash'")),
        ("works", "capacity_pairs,25,2026-12", "capacity_pairs,25,",
         ("works.csv:", "'announced'", "a month here or in 'done'")),
        ("works", "opens,2026-12,2026-12", "opens,2026-11,2026-12",
         ("works.csv:", "'value'", "value '2026-11'", "for opens")),
        ("works", "capacity_pairs,45,,2014-12", "capacity_pairs,45,,2016-12",
         ("works.csv:2:", "'done'", "before 2015-01")),
        ("works", "capacity_pairs,68,,2017-07", "capacity_pairs,66,,2017-07",
         ("works.csv:3:", "'value'", "68.0, the state of 2025-01")),
        ("works", ",ayagoz-bakhty-line-plan-2023,", ",bakhty-crossing-plan-2023,",
         ("works.csv:", "'supersedes'", "same target and field")),
        ("stations", "dostyk,Dostyk",
         "atlantis,Atlantis,A,А,50,70,station,D,nowhere at all\ndostyk,D",
         ("stations.csv:", "'station'", "connects to the rest")),
    ],
)  # fmt: skip
def test_bad_network_is_refused(
    tmp_path: Path, table: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    """File, line, field, value and what is allowed, for each kind of fault."""
    message = refusal(edited(tmp_path, table, old, new))
    assert all(word in message for word in words), message


def test_faults_of_several_tables_come_together(tmp_path: Path) -> None:
    """An editor sees all bad cells at once."""
    edited(tmp_path, "segments", "310,1,diesel", "310,4,diesel")
    gates = tmp_path / "gates.csv"
    gates.write_text(gates.read_text(encoding="utf-8").replace("china,18", "china,x"), "utf-8")
    message = refusal(tmp_path)
    assert "segments.csv:2: field 'tracks'" in message and "gates.csv:2: field" in message


def test_history_has_one_value_a_year() -> None:
    """The observed series read clean, each with a definition and unit of its own."""
    rows = read_table(DATA / "history.csv", HISTORY_COLUMNS, key=("series", "year"))
    series = {row.text("series") for row in rows}
    assert {"china_border_mt", "container_transit_kteu", "caspian_route_mt", "ktz_tkm_bn"} <= series
    for field in ("unit", "definition"):
        assert len({(row.text("series"), row.text(field)) for row in rows}) == len(series)


def test_readme_names_every_table_and_series() -> None:
    """What lies in the folder is explained beside it."""
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in sorted(DATA.glob("*.csv")) if p.name not in text] == []
    rows = read_table(DATA / "history.csv", HISTORY_COLUMNS)
    assert [s for s in {row.text("series") for row in rows} if f"`{s}`" not in text] == []


@pytest.mark.parametrize(
    "columns",
    [
        STATION_COLUMNS,
        SEGMENT_COLUMNS,
        YARD_COLUMNS,
        GATE_COLUMNS,
        WORK_COLUMNS,
        HISTORY_COLUMNS,
    ],
)
def test_readme_shows_the_fields_as_they_are(columns: tuple[Column, ...]) -> None:
    """The field tables of the README are those of the program."""
    assert describe(columns) in (DATA / "README.md").read_text(encoding="utf-8")


def test_network_type_is_frozen() -> None:
    """A run cannot change the world it started from."""
    assert isinstance(NOW, Network)
    with pytest.raises(AttributeError):
        NOW.segments = {}  # type: ignore[misc]
