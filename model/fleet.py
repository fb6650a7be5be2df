"""The fleet: locomotives by supplier and age, their failures, parts and readiness."""

from __future__ import annotations

from dataclasses import dataclass, field

from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.line import round_half_up
from rulebook.parameters import Parameters
from rulebook.parts import expected_backorders, parts_on_order, ready_locomotives
from rulebook.world import Supplier

COHORTS_AT_START = 9  # ages are spread evenly over this many equal cohorts about the mean
DAYS_PER_MONTH_OF_LEAD = 30.4375


@dataclass(frozen=True)
class Cohort:
    """Locomotives delivered together: count, month of building, pull against the standard type."""

    count: int
    built: int
    pull: float = 1.0


@dataclass
class Tally:
    """Running totals of a list of cohorts that only grows."""

    cohorts: list[Cohort]
    length: int = 0
    count: int = 0
    months_built: int = 0  # months of building, each as often as it has locomotives
    oldest: int = 0
    pull: float = 0.0  # locomotives as the standard type's pull goes

    def catch_up(self) -> None:
        """Add the cohorts that came since the last time."""
        for cohort in self.cohorts[self.length:]:
            self.oldest = min(self.oldest, cohort.built) if self.length else cohort.built
            self.length += 1
            self.count += cohort.count
            self.months_built += cohort.count * cohort.built
            self.pull += cohort.count * cohort.pull


@dataclass
class Series:
    """All locomotives of one supplier, and the parts on order for them."""

    supplier: Supplier
    cohorts: list[Cohort] = field(default_factory=list[Cohort])
    on_order: float = 0.0  # parts of one family, a mean count
    stock_months: float = 0.0
    ready: float = 0.0
    standing: float = 0.0  # waiting for parts
    need: float = 0.0  # parts of one family wanted this month

    _tally: Tally | None = None

    @property
    def tally(self) -> Tally:
        """The cohorts added up."""
        tally = self._tally
        if tally is None or tally.cohorts is not self.cohorts:
            tally = self._tally = Tally(self.cohorts)
        if tally.length != len(self.cohorts):
            tally.catch_up()
        return tally

    @property
    def count(self) -> int:
        """Locomotives owned."""
        return self.tally.count

    @property
    def pull(self) -> float:
        """Mean pull of its locomotives against the standard type."""
        tally = self.tally
        return tally.pull / tally.count if tally.count else 1.0

    def mean_age(self, month: int) -> float:
        """Mean age in years; 0 for an empty series."""
        tally = self.tally
        total = tally.count * month - tally.months_built
        return total / (tally.count * MONTHS_PER_YEAR) if tally.count else 0.0


def found_series(supplier: Supplier, count: int, age: float, month: int, spread: float) -> Series:
    """Set up a supplier's locomotives at the start, ages spread evenly about the mean."""
    each, extra = divmod(count, COHORTS_AT_START)
    cohorts: list[Cohort] = []
    for i in range(COHORTS_AT_START):
        size = each + (1 if i < extra else 0)
        years = max(0.0, age + spread * (2.0 * i / (COHORTS_AT_START - 1) - 1.0))
        if size:
            cohorts.append(Cohort(size, month - round_half_up(years * MONTHS_PER_YEAR)))
    return Series(supplier, cohorts)


def retire_worn(series: Series, month: int, life_years: float) -> int:
    """Take out locomotives past their life and give their number."""
    limit = round_half_up(life_years * MONTHS_PER_YEAR)
    if month - series.tally.oldest < limit:
        return 0
    worn = sum(c.count for c in series.cohorts if month - c.built >= limit)
    if worn:
        series.cohorts = [c for c in series.cohorts if month - c.built < limit]
    return worn


def failures_of(supplier: Supplier, age: float, p: Parameters) -> float:
    """Failures of a locomotive in a year, by its age."""
    return supplier.failures * (1.0 + p["fleet.failure_growth"] * age)


def standing_for_parts(
    supplier: Supplier, count: int, age: float, p: Parameters, lead_factor: float, months: float
) -> float:
    """Locomotives of a series that stand for parts in steady times with some months in stock."""
    failures = failures_of(supplier, age, p)
    families = p["parts.families"]
    need = count * failures * p["parts.failures_needing"] / families / MONTHS_PER_YEAR
    lead = supplier.lead_days * lead_factor / DAYS_PER_MONTH_OF_LEAD
    stock = int(p["parts.depot_stock"] + (p["parts.cover_months"] + months) * need)
    owed = families * expected_backorders(need * lead, stock)
    return min(owed * (1.0 - p["parts.cannibalised"]), count * p["parts.most_standing"])


def keep_ready(
    series: Series, p: Parameters, month: int, repair_pace: float, lead_factor: float,
    open_share: float,
) -> None:  # fmt: skip
    """Run a month of failures, parts and repair; sets `ready` and `standing`.

    Args:
        series: one supplier's locomotives.
        p: parameters.
        month: the month's number.
        repair_pace: depots' pace against the norm.
        lead_factor: multiplies the parts' lead time (shocks).
        open_share: share of parts orders that some source still serves.
    """
    count = series.count
    supplier = series.supplier
    failures = failures_of(supplier, series.mean_age(month), p)
    families = p["parts.families"]
    per_family = count * failures * p["parts.failures_needing"] / families
    series.need = per_family / MONTHS_PER_YEAR
    lead = supplier.lead_days * lead_factor / DAYS_PER_MONTH_OF_LEAD
    steady = series.need * lead
    if series.on_order == 0.0:
        series.on_order = steady
    series.on_order = parts_on_order(series.on_order, series.need, lead, open_share)
    stock = int(p["parts.depot_stock"] + (p["parts.cover_months"] + series.stock_months)
                * series.need)  # fmt: skip
    owed = families * expected_backorders(series.on_order, stock)
    series.standing = min(owed * (1.0 - p["parts.cannibalised"]), count * p["parts.most_standing"])
    repair = p["fleet.repair_days"] / repair_pace
    series.ready = ready_locomotives(
        count, supplier.planned_share, failures, repair, series.standing
    )
