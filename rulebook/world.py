"""The world as the tables tell it: flows, suppliers, cards and packages of works."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from rulebook.network import Network, load_network
from rulebook.parameters import DATA, Parameters, load_parameters
from rulebook.tables import GRADES, Column, Row, check_reference, read_table

KNOT_YEARS = (2015, 2018, 2020, 2022, 2025)
MARKETS = (
    "domestic", "export_russia", "import_russia", "export_uzbekistan", "export_china",
    "import_china", "transit_europe", "transit_asia", "transit_russia", "caspian", "north_south",
)  # fmt: skip
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Flow:
    """Cargo of one market between two places.

    `knots` are Mt a year in `KNOT_YEARS`; `via` lists stations on the way; `worth` weighs a
    tonne-kilometre when capacity is short; `growth` and `growth_sd` are log changes a year; `load`
    is how much longer and heavier its trains are than the table's.
    """

    flow: str
    name: str
    market: str
    origin: str
    destination: str
    via: tuple[str, ...]
    gate_in: str
    gate_out: str
    net_tonnes: float
    teu: float
    empty_return: float
    tariff_kzt_tkm: float
    worth: float
    knots: tuple[float, ...]
    growth: float
    growth_sd: float
    grade: str
    source: str
    load: float = 1.0

    @property
    def stations(self) -> tuple[str, ...]:
        """Origin, places on the way, destination."""
        return (self.origin, *self.via, self.destination)

    @property
    def gates(self) -> tuple[str, ...]:
        """Border crossings and ports it passes."""
        return tuple(gate for gate in (self.gate_in, self.gate_out) if gate)


@dataclass(frozen=True, slots=True)
class Supplier:
    """A maker of locomotives as its card in `suppliers.csv` describes it."""

    supplier: str
    name: str
    country: str
    currency: str
    product: str
    traction: str
    price_musd: float
    heavy_price: float
    heavy_pull: float
    first_unit_months: float
    yearly_capacity: float
    home_share: float
    lead_days: float
    failures: float
    planned_share: float
    content_now: float
    assembly_ceiling: float
    plant: str
    cost_floor: float
    credit_spread: float
    credit_base: float
    service_kusd: float
    sanctioned: float
    built_before: float
    fleet_now: float
    fleet_age: float
    jobs_abroad: float
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """A shock: what it multiplies, by how much, for how long, how often by chance."""

    card: str
    name: str
    target: str
    factor: float
    months: float
    hazard: float
    market: str
    precedent: str
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Package:
    """Works that money can buy: the limit they widen, by how much a step, at what cost."""

    package: str
    name: str
    limit: str
    gain: float
    unit: str
    cost_musd: float
    months: float
    most_steps: float
    jobs: float
    controlled_by: str
    grade: str
    source: str


@dataclass(frozen=True)
class World:
    """All tables of the house, checked against each other."""

    parameters: Parameters
    network: Network
    flows: tuple[Flow, ...]
    suppliers: dict[str, Supplier]
    cards: dict[str, Card]
    packages: dict[str, Package]


def _number(name: str, low: float, high: float, unit: str = "") -> Column:
    return Column(name, "number", low=low, high=high, unit=unit)


def _words(*names: str) -> list[Column]:
    return [Column(name) for name in names]


_GRADE = Column("grade", "choice", choices=GRADES)
FLOW_COLUMNS = (
    Column("flow", "slug"), Column("name"), Column("market", "choice", choices=MARKETS),
    *_words("origin", "destination"), Column("via", required=False),
    Column("gate_in", required=False), Column("gate_out", required=False),
    _number("net_tonnes", 200, 12000, "t a train"), _number("teu", 0, 200, "TEU a train"),
    _number("empty_return", 0, 1, "share"), _number("tariff_kzt_tkm", 0.5, 60, "KZT/tkm"),
    _number("worth", 0.1, 10),
    *[_number(f"mt_{year}", 0, 200, "Mt a year") for year in KNOT_YEARS],
    _number("growth", -0.3, 0.5, "a year"), _number("growth_sd", 0, 1, "a year"),
    _GRADE, Column("source"),
)  # fmt: skip
SUPPLIER_COLUMNS = (
    Column("supplier", "slug"), *_words("name", "country", "currency", "product"),
    Column("traction", "choice", choices=("diesel", "electric")),
    _number("price_musd", 1, 15, "MUSD"), _number("heavy_price", 1, 3, "of price"),
    _number("heavy_pull", 1, 3, "of standard"), _number("first_unit_months", 3, 72, "months"),
    _number("yearly_capacity", 1, 400, "locomotives a year"), _number("home_share", 0, 1, "share"),
    _number("lead_days", 5, 365, "days"), _number("failures", 0.1, 20, "a locomotive-year"),
    _number("planned_share", 0, 0.5, "share"), _number("content_now", 0, 1, "share"),
    _number("assembly_ceiling", 0, 1, "share"), Column("plant", required=False),
    _number("cost_floor", 0.3, 1, "share of price"), _number("credit_spread", 0, 0.2, "a year"),
    _number("credit_base", 0, 0.3, "a year"), _number("service_kusd", 20, 600, "kUSD a year"),
    _number("sanctioned", 0, 1), _number("built_before", 0, 5000, "locomotives"),
    _number("fleet_now", 0, 2000, "locomotives"), _number("fleet_age", 0, 50, "years"),
    _number("jobs_abroad", 0, 20, "jobs per MUSD a year"), _GRADE, Column("source"),
)  # fmt: skip
CARD_COLUMNS = (
    Column("card", "slug"), *_words("name", "target"), _number("factor", 0, 5),
    _number("months", 1, 360, "months"), _number("hazard", 0, 5, "a year"),
    Column("market", required=False), Column("precedent"), _GRADE, Column("source"),
)  # fmt: skip
PACKAGE_COLUMNS = (
    Column("package", "slug"), *_words("name", "limit"), _number("gain", 0, 100), Column("unit"),
    _number("cost_musd", 1, 5000, "MUSD"), _number("months", 1, 120, "months"),
    _number("most_steps", 1, 50, "steps"), _number("jobs", 0, 5000, "jobs"),
    Column("controlled_by"), _GRADE, Column("source"),
)  # fmt: skip


def _make(kind: type[T], row: Row, made: dict[str, Any] | None = None) -> T:
    """Make a record whose fields carry the columns' names, save those made already."""
    values = dict(made or {})
    for one in fields(kind):  # type: ignore[arg-type]
        if one.name in values:
            continue
        number = row.values.get(one.name)
        values[one.name] = number if isinstance(number, float) else row.text(one.name)
    return kind(**values)


def _make_flow(row: Row) -> Flow:
    values: dict[str, Any] = {
        "via": tuple(row.text("via").split()),
        "knots": tuple(row.number(f"mt_{year}") for year in KNOT_YEARS),
        "load": 1.0,
    }
    return _make(Flow, row, values)


@lru_cache(maxsize=4)
def load_world(folder: Path = DATA) -> World:
    """Load and cross-check every table of a folder.

    Raises:
        TableError: any row of any table is refused.
    """
    network = load_network(folder)
    rows = read_table(folder / "flows.csv", FLOW_COLUMNS, key=("flow",))
    for name in ("origin", "destination"):
        check_reference(rows, name, network.stations.keys(), "a station of stations.csv")
    for name in ("gate_in", "gate_out"):
        check_reference(rows, name, network.gates.keys(), "a gate of gates.csv")
    suppliers = read_table(folder / "suppliers.csv", SUPPLIER_COLUMNS, key=("supplier",))
    cards = read_table(folder / "cards.csv", CARD_COLUMNS, key=("card",))
    packages = read_table(folder / "packages.csv", PACKAGE_COLUMNS, key=("package",))
    return World(
        load_parameters(folder),
        network,
        tuple(_make_flow(row) for row in rows),
        {row.text("supplier"): _make(Supplier, row) for row in suppliers},
        {row.text("card"): _make(Card, row) for row in cards},
        {row.text("package"): _make(Package, row) for row in packages},
    )
