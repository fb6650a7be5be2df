"""Talks: what stands signed at the start, which tables are open, and what is agreed at them.

A talk takes months: each month its parties move some rounds, and weigh everything anew on the
world as it then is. Makers that compete for one contract talk in parallel with one buyer, who
knows its best standing offer; whoever agrees first has it, and the other talks are closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.agenda import agenda_worth, package_worth, parts_of
from agents.bargainer import ACTIONS, move_of
from agents.drafting import Signing, draft, known_terms
from agents.negotiation import AGREED, ELSEWHERE, OPEN, Talk
from agents.valuation import Forecast, contract_worth
from model.affairs import sign
from model.breach import running_forecast, troubled, units_left
from model.forecast import forecast_of
from model.orders import locomotives_needed
from model.shocks import blocked
from rulebook.calendar import month_number
from rulebook.contract import Contract
from rulebook.decision import Lever, Request, View
from rulebook.term_sheet import TermSheet, load_term_sheets
from rulebook.world import Supplier

if TYPE_CHECKING:
    from model.railway import Railway

Floats = NDArray[np.float64]


@dataclass
class Thread:
    """One talk at a table: its signing, and what each party thinks the agenda worth this month."""

    talk: Talk
    signing: Signing
    maker: Supplier | None
    worth: dict[str, Floats] = field(default_factory=dict[str, Floats])
    reserve: dict[str, float] = field(default_factory=dict[str, float])
    forecast: dict[str, Forecast] = field(default_factory=dict[str, Forecast])


@dataclass
class Table:
    """Talks over one sheet that began together; several where makers compete."""

    sheet: TermSheet
    opened: int
    threads: list[Thread]

    @property
    def open_threads(self) -> list[Thread]:
        """Threads whose talk goes on."""
        return [thread for thread in self.threads if thread.talk.state == OPEN]


@dataclass(frozen=True)
class Held:
    """A talk that is over, with what each side last thought every package on the agenda worth."""

    month: int
    talk: Talk
    worth: dict[str, Floats]
    reserve: dict[str, float]
    contract: str


def sign_what_stands(railway: Railway) -> None:
    """Sign the contracts that the scenario says are signed before the start."""
    sheets = load_term_sheets()
    for entry in railway.setting.signed:
        sheet = sheets[entry["sheet"]]
        maker = railway.world.suppliers[entry["supplier"]] if "supplier" in entry else None
        signing = signing_at(railway, sheet, maker, month_number(entry["month"]))
        sign(railway, draft(sheet, known_terms(sheet, entry["terms"]), signing))


def let_parties_bargain(railway: Railway) -> None:
    """Open the tables that are due, and let every open talk go on for a month."""
    if not railway.setting.talks:
        return
    if railway.t > 0:
        _open_tables(railway)
    for table in list(railway.tables):
        _weigh(railway, table)
        for _ in range(_rounds_now(railway, table)):
            _play_round(railway, table)
        if not table.threads:
            railway.tables.remove(table)


# -- opening ------------------------------------------------------------------------------------
def _open_tables(railway: Railway) -> None:
    for sheet in load_term_sheets().values():
        if sheet.name not in railway.setting.sheets:
            continue
        if sheet.every and railway.t % int(railway.p[sheet.every]) == 0:
            for makers in _makers_at(railway, sheet):
                _open(railway, sheet, makers)
    if "amendment" in railway.setting.sheets:
        for contract in troubled(railway):
            _open_amendment(railway, contract)


def _makers_at(railway: Railway, sheet: TermSheet) -> Iterator[list[Supplier | None]]:
    """Groups of makers that sit at one table: rivals together, others each alone."""
    if "supplier" not in sheet.parties:
        yield [None]
        return
    makers = [railway.world.suppliers[name] for name in railway.setting.tenders
              if not railway.silenced(name) and not blocked(railway, name)]  # fmt: skip
    if not sheet.rivals:
        for maker in makers:
            yield [maker]
        return
    for traction in ("diesel", "electric"):
        rivals: list[Supplier | None] = [one for one in makers if one.traction == traction]
        if rivals and locomotives_needed(railway, traction) >= railway.p["talk.least_needed"]:
            yield rivals


def _open(railway: Railway, sheet: TermSheet, makers: list[Supplier | None]) -> None:
    threads = [_thread(railway, sheet, maker, None) for maker in makers]
    threads = [thread for thread in threads if parts_of(sheet, thread.signing)]
    if threads:
        railway.tables.append(Table(sheet, railway.month, threads))


def _open_amendment(railway: Railway, old: Contract) -> None:
    sheet = load_term_sheets()["amendment"]
    maker = railway.world.suppliers[next(s for s in old.parties if s in railway.world.suppliers)]
    affair = railway.affairs[old.id]
    affair.talked, affair.talked_at = railway.month, railway.rates["USD"]
    threads = [_thread(railway, sheet, maker, old)]
    railway.tables.append(Table(sheet, railway.month, threads))


def _thread(
    railway: Railway, sheet: TermSheet, maker: Supplier | None, old: Contract | None
) -> Thread:
    signing = signing_at(railway, sheet, maker, railway.month, old)
    seats = tuple(signing.seat(role) for role in sheet.parties)
    return Thread(Talk(sheet, seats, int(railway.p["talk.rounds"])), signing, maker)


def signing_at(
    railway: Railway, sheet: TermSheet, maker: Supplier | None, month: int,
    old: Contract | None = None,
) -> Signing:  # fmt: skip
    """Who would sign a sheet now, with which maker, and what an older contract still owes."""
    seats = {role: role for role in sheet.parties}
    if maker is not None:
        seats["supplier"] = maker.supplier
    left = came = 0.0
    if old is not None:
        left, deliver = units_left(railway, old), old.by_name["deliver"]
        came = railway.standing[deliver.id].done
    extra = {"tenge_rate": railway.p["debt.rate_kzt"]}
    return Signing(month, seats, maker, old, left, came, extra)


# -- weighing -----------------------------------------------------------------------------------
def _rounds_now(railway: Railway, table: Table) -> int:
    """Rounds a table plays this month: a change of a running contract is talked out at once."""
    urgent = any(thread.signing.old is not None for thread in table.threads)
    return int(railway.p["talk.rounds" if urgent else "talk.rounds_per_month"])


def _weigh(railway: Railway, table: Table) -> None:
    """Let every party weigh the agenda and its outside option on the world as it is now."""
    for thread in table.open_threads:
        thread.signing = signing_at(railway, table.sheet, thread.maker, railway.month,
                                  thread.signing.old)  # fmt: skip
        parts = parts_of(table.sheet, thread.signing)
        for seat in thread.talk.parties:
            seen = forecast_at(railway, seat, thread.maker, thread.signing.old)
            thread.forecast[seat] = seen
            thread.worth[seat] = agenda_worth(table.sheet, parts, seen)
            thread.reserve[seat] = outside_option(railway, thread, seat)


def forecast_at(
    railway: Railway, seat: str, maker: Supplier | None, old: Contract | None
) -> Forecast:
    """A party's forecast; at an amendment what is ordered already counts as still free."""
    if old is None:
        return forecast_of(railway, seat, maker)
    return replace(running_forecast(railway, old, seat), passed=0, done={})


def outside_option(railway: Railway, thread: Thread, seat: str) -> float:
    """What a party has without a deal, MUSD by its own forecast.

    For an amendment it is the contract as it stands; else what the party's beliefs say of the
    other way: old locomotives overhauled, slots sold to other buyers, or things as they are.
    """
    old = thread.signing.old
    if old is not None:
        return contract_worth(old, running_forecast(railway, old, seat))
    if not thread.talk.sheet.moves("deliver"):
        return 0.0
    seen = thread.forecast[seat]
    return seen.get("most") * seen.get("elsewhere_musd")


# -- moving -------------------------------------------------------------------------------------
def _play_round(railway: Railway, table: Table) -> None:
    """One move of each party in each open thread."""
    for thread in _in_turn(railway, table):
        for seat in thread.talk.parties:
            if thread.talk.state == OPEN:
                _move(railway, table, thread, seat)
        if thread.talk.state == AGREED:
            for other in table.open_threads:
                other.talk.close(ELSEWHERE)
    for thread in list(table.threads):
        thread.talk.next_round()
        if thread.talk.state != OPEN:
            table.threads.remove(thread)
            _close(railway, thread)


def _in_turn(railway: Railway, table: Table) -> list[Thread]:
    """Open threads; in the last round the buyer turns to its best standing offer first."""
    threads = table.open_threads
    if len(threads) > 1 and threads[0].talk.round == threads[0].talk.rounds - 1:
        buyer = threads[0].talk.parties[0]
        threads.sort(key=lambda thread: -_standing_worth(thread, buyer))
    return threads


def _standing_worth(thread: Thread, seat: str) -> float:
    """Worth to a party of what the other side has on the table; no deal's worth if nothing."""
    talk = thread.talk
    if talk.offer < 0 or talk.offered_by == seat:
        return thread.reserve[seat]
    return _offer_worth(thread, seat)


def _offer_worth(thread: Thread, seat: str) -> float:
    """A party's worth of the offer on the table, on the agenda or off it."""
    talk, sheet = thread.talk, thread.talk.sheet
    if talk.offer < 0:
        return 0.0
    if talk.offer in sheet.place:
        return float(thread.worth[seat][sheet.place[talk.offer]])
    terms = sheet.package(talk.offer)
    return package_worth(sheet, terms, thread.signing, thread.forecast[seat])


def _move(railway: Railway, table: Table, thread: Thread, seat: str) -> None:
    """Ask a party for its move through the one interface, and make it."""
    talk, reserve = thread.talk, thread.reserve[seat]
    if seat == talk.parties[0]:  # a buyer's outside option includes what rivals offer
        rivals = [_standing_worth(one, seat) for one in table.open_threads if one is not thread]
        reserve = max([reserve, *rivals])
    seen = talk.view(seat, thread.worth[seat], reserve, _offer_worth(thread, seat))
    view = View(seat, railway.month, railway.public(), talk=seen)
    request = Request("talk", seat, railway.month, _moves_allowed(talk.sheet.count))
    values, _ = railway.ask(seat, view, request)
    talk.make(seat, move_of(values))


@lru_cache(maxsize=64)
def _moves_allowed(packages: int) -> tuple[Lever, ...]:
    return (
        Lever("action", 0.0, len(ACTIONS) - 1.0, "walk, offer, accept or withdraw", 0.0),
        Lever("package", -1.0, packages - 1.0, "package", -1.0),
        Lever("version", 0.0, 1e6, "version", 0.0),
    )


def _close(railway: Railway, thread: Thread) -> None:
    """Keep a talk that is over, and sign what was agreed."""
    contract = ""
    if thread.talk.state == AGREED:
        terms = thread.talk.sheet.package(thread.talk.agreed)
        signed = draft(thread.talk.sheet, terms, replace(thread.signing, month=railway.month))
        contract = signed.id if signed.clauses else ""
        sign(railway, signed)
    railway.talks.append(Held(railway.month, thread.talk, thread.worth, thread.reserve, contract))
