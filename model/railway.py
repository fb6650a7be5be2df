"""The railway: a Mesa model of one country's trains, makers, neighbours and money by the month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.actor import Actor, Keep, Script
from agents.bargainer import Bargainer
from agents.government import GovernmentMind
from agents.neighbour import NeighbourMind
from agents.operator import OperatorMind, PlannedOperator
from agents.plant import WorkplaceMind
from agents.shipper import ShipperMind
from agents.valuation import Forecast
from model import shocks
from model.affairs import Affair, Standing, Terms
from model.contracts import let_clauses_fall_due
from model.demand import raise_demand
from model.fleet import Series, found_series
from model.ledger import Ledger
from model.money import HOME, Loan, exchange_currencies, opening_rates, settle_money
from model.outcomes import Value, read_outcomes
from model.plan import Plan
from model.running import keep_fleet, run_trains
from model.scenario import Scenario
from model.shippers import let_shippers_choose
from model.talks import Held, Table, let_parties_bargain, sign_what_stands
from model.treasury import govern
from model.variant import world_of
from model.workforce import Depots, Plant, Workers, found_plants, teach_workers
from model.works import Order, draw_slips, lay_network, month_of, note_binding, order_works
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.contract import Contract
from rulebook.decision import Decision, Mind, Request, View
from rulebook.line import round_half_up, whole_of
from rulebook.luck import Luck
from rulebook.network import Network
from rulebook.parameters import Parameters
from rulebook.world import World, load_world

KNOWN_TO_ALL = ("throughput_mt", "border_queue_trains", "kzt_per_usd", "local_content_delivered")
NOT_RUNNING = ("rule:opening", "rule:bridge_loan")  # rules whose lines are no cost of running


class Railway(mesa.Model):
    """One replicate of one scenario; `step` runs a month."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        replicate: int = 0,
        minds: Mapping[str, Mind] | None = None,
        changes: Mapping[str, float] | None = None,
        world: World | None = None,
    ) -> None:
        """Set up the railway as it stands at the scenario's start.

        Args:
            scenario: start, policy and planned events.
            seed: seed of the run.
            replicate: number of the replicate; each has its own luck.
            minds: who decides for a seat, where not the house's own AI.
            changes: parameters set for this run.
            world: tables; the house's own where not given.

        Raises:
            ValueError: an unknown parameter or a value out of range.
        """
        luck = Luck(seed, replicate, scenario.months)
        super().__init__(rng=seed)
        self.luck = luck
        self.setting = scenario
        tables = world or load_world()
        self.p: Parameters = tables.parameters.changed(
            {**scenario.parameters, **(changes or {})}
        )
        self.world = world_of(scenario, tables, self.p)
        self.ledger = Ledger()
        self.t = 0
        self.month = scenario.start
        self.history: list[dict[str, Value]] = []
        self.decisions: list[dict[str, Any]] = []
        self._carried: dict[str, float] = {}
        self._public: tuple[int, dict[str, float]] = (-1, {})
        self._open_books()
        self._open_network()
        self._open_fleet()
        self._seat(minds or {})
        sign_what_stands(self)

    # -- setting up ---------------------------------------------------------------------------
    def _open_books(self) -> None:
        p = self.p
        self.rates = opening_rates(self)
        self.price_level = self.tariff_level = 1.0
        self.tariff_over_prices = 0.0
        self.loans: list[Loan] = []
        self.parts_paid: dict[str, int] = {}
        self.revenue: list[int] = []
        self.terms = Terms()
        self.workers = Workers()
        swing = float(self.luck.normals("strike_threshold")[0])
        spread = 1.0 + p["workforce.threshold_sd"] * swing
        self.strike_threshold = max(0.0, p["workforce.strike_threshold"] * spread)
        self.public_spent = self.gained_tkm = 0.0
        self.works_money_musd = 0.0
        self.first_year_tkm: list[float] = []
        self.cost_this_month = 0.0
        self._value: list[tuple[int, float, float]] = []
        self._cost_from = 0
        cash = round_half_up(p["cost.opening_cash_bn"] * 1e9)
        self.post(HOME, "opening", "operator", cash, "rule:opening")
        for currency in ("KZT", "USD", "EUR", "CHF"):
            share = p[f"debt.share_{currency.lower()}"]
            owed = p["debt.opening_bn"] * 1e9 * share / self.rates[currency]
            rate = p[f"debt.rate_{currency.lower()}"]
            months = int(p["debt.opening_months"])
            lender = currency if currency != HOME else "tenge"
            self.loans.append(Loan(lender, currency, owed, rate, months, "rule:opening"))

    def _open_network(self) -> None:
        self.network: Network = self.world.network
        self.electrified: frozenset[str] = frozenset()
        self.network_key: tuple[Any, ...] = ()
        self.plan: Plan
        self.slips = draw_slips(self)
        self.work_months = {
            name: month_of(work, self.slips[name])
            for name, work in self.world.network.works.items()
        }
        self.added: dict[str, float] = {}
        self.orders: list[Order] = []
        self.steps_ordered: dict[str, int] = {}
        count = len(self.world.flows)
        self.levels = [flow.knots[0] for flow in self.world.flows]
        self.attracted = [1.0] * count
        self.waiting = [0.0] * count
        self.gate_bound = [False] * count
        self.offered = self.wanted = self.passed = self.refused = [0.0] * count
        self.slowness, self.flow_hours = [0.0] * count, [0.0] * count
        self.shadow: NDArray[np.float64] = np.zeros(0)
        self.used: NDArray[np.float64] = np.zeros(0)
        self.limits: list[float] = []
        self.line_room: tuple[tuple[Any, ...], list[float]] | None = None
        self.limit_sizes: dict[str, float] = {}
        self.mean_shadow: dict[str, float] = {}
        self.queue: dict[str, float] = {}
        self.gate_hours: dict[str, float] = {}
        self.binding: dict[str, str] = {}
        self.marginal: dict[str, float] = {}
        used = {gate for flow in self.world.flows for gate in flow.gates}
        self.corridors = tuple(gate for gate in self.world.network.gates if gate in used)
        self.sea_rate = self.p["choice.sea_rate"]
        self.shares: dict[str, float] = {}
        self.first_shares: dict[str, float] = {}
        self.strikes: list[shocks.Strike] = []
        self.fresh_strikes: list[shocks.Strike] = []
        lay_network(self)

    def _open_fleet(self) -> None:
        scenario, p = self.setting, self.p
        self.contracts: list[Contract] = []
        self.standing: dict[str, Standing] = {}
        self.affairs: dict[str, Affair] = {}
        self.talks: list[Held] = []
        self.tables: list[Table] = []
        self.judged: dict[tuple[int, str, str], Forecast] = {}
        self.taken: dict[str, float] = {}
        self.series: dict[str, Series] = {}
        for name, maker in self.world.suppliers.items():
            count = round_half_up(scenario.fleet.get(name, maker.fleet_now))
            age = scenario.ages.get(name, maker.fleet_age)
            self.series[name] = found_series(maker, count, age, self.month, p["fleet.age_spread"])
            self.post("locomotive", f"supplier:{name}", "operator", count, "rule:opening")
        self.plants: dict[str, Plant] = found_plants(self)
        count = sum(series.count for series in self.series.values())
        technicians = round_half_up(count * p["depot.technicians_per_locomotive"])
        self.depots = Depots({"maintenance": technicians})
        sites = {"depots": self.depots.people} | {k: v.people for k, v in self.plants.items()}
        for site, people in sites.items():
            for skill, number in people.items():
                self.post("worker", "labour_market", f"{site}:{skill}", number, "rule:opening")
        self.wagons = round_half_up(p["wagons.count"])
        self.post("wagon", "makers", "operator", self.wagons, "rule:opening")
        self.crews = round_half_up(p["crews.count"])
        self.post("crew", "labour_market", "operator", self.crews, "rule:opening")

    def _seat(self, minds: Mapping[str, Mind]) -> None:
        programme = self.setting.programme
        self.minds: dict[str, Mind] = {
            "operator": PlannedOperator(programme) if programme else OperatorMind(),
            "government": GovernmentMind(),
            "shippers": ShipperMind(),
            "depots": WorkplaceMind(), "workforce": Keep(),
            **{plant: WorkplaceMind() for plant in self.plants},
            **{side: NeighbourMind() for side in
               sorted({gate.neighbour for gate in self.world.network.gates.values()})},
            **{supplier: Keep() for supplier in self.series},
        }  # fmt: skip
        styles = self.setting.strategies
        self.minds = {seat: Bargainer(mind, styles.get(seat, "linear"))
                      for seat, mind in self.minds.items()}  # fmt: skip
        unknown = set(minds) - set(self.minds)
        if unknown:
            raise ValueError(f"no seat {sorted(unknown)[0]!r} — allowed: {', '.join(self.minds)}")
        for seat, mind in minds.items():
            if isinstance(mind, Script) and isinstance(mind.otherwise, Keep):
                mind = Script(mind.lines, self.minds[seat])
            self.minds[seat] = mind
        self.actors = {seat: Actor(self, seat, mind) for seat, mind in self.minds.items()}
        # Mesa before 3.5 numbers agents in a table that keeps every model alive for ever.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    # -- a month ------------------------------------------------------------------------------
    def step(self) -> None:
        """Run one month."""
        shocks.strike(self)
        exchange_currencies(self)
        govern(self)
        lay_network(self)
        order_works(self)
        raise_demand(self)
        let_shippers_choose(self)
        let_parties_bargain(self)
        let_clauses_fall_due(self)
        keep_fleet(self)
        teach_workers(self)
        run_trains(self)
        note_binding(self)
        settle_money(self)
        self._close_month()

    def _close_month(self) -> None:
        self.cost_this_month = self._running_cost()
        self.history.append(read_outcomes(self))
        self.t += 1
        self.month += 1

    def run_to(self, month: int) -> Railway:
        """Step until a month's beginning and give the railway back."""
        while self.month < month:
            self.step()
        return self

    # -- what the rooms ask of the house -------------------------------------------------------
    def ask(self, seat: str, view: View, request: Request) -> tuple[dict[str, float], str]:
        """Ask a seat to decide; gives its values and the decision's name for the ledger."""
        cause = f"decision:{seat}:{request.kind}@{self.month}"
        decision: Decision = self.actors[seat].decide(view, request)
        if cause in self.setting.removed:
            decision = Decision(request.defaults(), "removed")
        values = dict(decision.values)
        self.decisions.append({"month": self.month, "seat": seat, "kind": request.kind,
                               "values": values, "reason": decision.reason})  # fmt: skip
        return values, cause

    def post(self, unit: str, source: str, target: str, amount: int, cause: str) -> int:
        """Write a line of this month in the ledger."""
        return self.ledger.move(self.month, unit, source, target, amount, cause)

    def whole(self, name: str, amount: float) -> int:
        """Whole part of an amount; the rest is carried to the next month under a name."""
        number, self._carried[name] = whole_of(self._carried.get(name, 0.0), amount)
        return number

    def public(self) -> dict[str, float]:
        """Figures that everyone at the table knows."""
        if self._public[0] != len(self.history):
            last = self.history[-1] if self.history else {}
            known = {name: float(last[name]) for name in KNOWN_TO_ALL if name in last}
            self._public = (len(self.history), known)
        return self._public[1]

    def shock_factor(self, target: str) -> float:
        """Product of the cards in force on a target."""
        return shocks.factor_on(self, target)

    def gate_factor(self, gate: str) -> float:
        """Share of a gate's acceptance that shocks leave."""
        return shocks.gate_factor(self, gate)

    def supply_open(self, supplier: str) -> tuple[float, str]:
        """Share of a supplier's parts orders served, and what holds back the rest."""
        return shocks.supply_open(self, supplier)

    def silenced(self, supplier: str) -> bool:
        """Tell whether a counterfactual has silenced the supplier by now."""
        silence = self.setting.silence
        return silence is not None and silence[0] == supplier and self.month >= silence[1]

    def home_surge(self) -> float:
        """Share of a maker's slots that its surging home market leaves."""
        return self.shock_factor("home")

    def largest_supplier(self) -> str:
        """Name of the supplier of most locomotives."""
        return max(self.series, key=lambda name: self.series[name].count)

    def plant_of(self, supplier: str) -> Plant | None:
        """The plant at home that builds a supplier's locomotives."""
        return self.plants.get(self.world.suppliers[supplier].plant)

    def spend_public(self, tenge: int) -> None:
        """Count public money in prices of the start."""
        self.public_spent += tenge / self.price_level

    def note_value(self, tenge: int, at_home: int, supplier: str) -> None:
        """Count money for locomotives and service by where it is earned, MUSD at the rate."""
        rate = self.rates["USD"] * 1e6
        self._value.append((self.month, at_home / rate, (tenge - at_home) / rate))

    def value_of_year(self) -> tuple[float, float]:
        """MUSD of the last twelve months earned at home and abroad."""
        since = self.month - MONTHS_PER_YEAR
        if self._value and self._value[0][0] <= since:  # noted month by month
            self._value = [one for one in self._value if one[0] > since]
        home = abroad = 0.0
        for _, earned_here, earned_there in self._value:
            home += earned_here
            abroad += earned_there
        return home, abroad

    def parts_abroad_share(self) -> float:
        """Part of all locomotive and service money that goes abroad."""
        home, abroad = self.value_of_year()
        return abroad / (home + abroad) if home + abroad else 0.0

    def _running_cost(self) -> float:
        """Tenge the operator paid this month for running, not for locomotives or loans."""
        written = self.ledger.written
        total = 0
        for _, source, _, amount, unit, cause in written[self._cost_from:]:
            if source == "operator" and unit == HOME:
                rule = cause.startswith("rule:") and cause not in NOT_RUNNING
                if rule or cause.endswith(("/serve", "/fare")):
                    total += amount
        self._cost_from = len(written)
        return float(total)
