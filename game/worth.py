"""Worth: what packages are worth to one seat, by its own forecast and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from agents.agenda import agenda_worth, package_worth, parts_of
from agents.drafting import draft
from agents.valuation import Forecast, clause_worth
from game.cast import Cast
from game.reading import Reading
from game.table import Table
from game.thread import Thread
from model.accord import Outlook
from rulebook.contract import Contract

Floats = NDArray[np.float64]


@dataclass
class Weigher:
    """Weighs packages at one table in one round; keeps what it has weighed."""

    cast: Cast
    reading: Reading
    table: Table
    _agendas: dict[tuple[str, str, float], Floats] = field(default_factory=dict)
    _packages: dict[tuple[str, str, int, float], float] = field(default_factory=dict)

    def outlook(self, thread: Thread, seat: str) -> Outlook:
        """What the seat expects of the talk; locomotives signed this round are not needed twice."""
        seen = self.reading.outlooks[thread.pairing.name][seat]
        taken = self._taken(thread, seat)
        if not taken:
            return seen
        beliefs = dict(seen.forecast.beliefs)
        before = beliefs.get("most", 0.0)
        beliefs["most"] = max(0.0, before - taken)
        lost = (before - beliefs["most"]) * beliefs.get("elsewhere_musd", 0.0)
        return Outlook(replace(seen.forecast, beliefs=beliefs), seen.reserve - lost)

    def _taken(self, thread: Thread, seat: str) -> float:
        """Locomotives of the same traction that the seat agreed on in other talks this round."""
        if not thread.pairing.sheet.moves("deliver") or thread.practice:
            return 0.0
        traction = self._traction(thread)
        return sum(
            other.pairing.sheet.package(other.talk.agreed)["units"]
            for other in self.table.threads.values()
            if other is not thread and other.is_agreed and seat in other.pairing.seats
            and other.pairing.sheet.moves("deliver") and self._traction(other) == traction
        )  # fmt: skip

    def _traction(self, thread: Thread) -> str:
        maker = self.reading.signings[thread.pairing.name].maker
        return maker.traction if maker is not None else ""

    def agenda(self, thread: Thread, seat: str) -> Floats:
        """Worth of each package on the agenda, MUSD, shape (k,)."""
        seen = self.outlook(thread, seat)
        key = (thread.pairing.name, seat, seen.forecast.get("most"))
        if key not in self._agendas:
            signing = self.reading.signings[thread.pairing.name]
            sheet = thread.pairing.sheet
            self._agendas[key] = agenda_worth(sheet, parts_of(sheet, signing), seen.forecast)
        return self._agendas[key]

    def package(self, thread: Thread, seat: str, number: int) -> float:
        """Worth of one package, on the agenda or off it, MUSD."""
        seen, sheet = self.outlook(thread, seat).forecast, thread.pairing.sheet
        if number in sheet.place:
            return float(self.agenda(thread, seat)[sheet.place[number]])
        key = (thread.pairing.name, seat, number, seen.get("most"))
        if key not in self._packages:
            signing = self.reading.signings[thread.pairing.name]
            terms = sheet.package(number)
            self._packages[key] = float(package_worth(sheet, terms, signing, seen))
        return self._packages[key]

    def reserve(self, thread: Thread, seat: str) -> float:
        """Worth of no deal, MUSD."""
        return float(self.outlook(thread, seat).reserve)

    def best(self, thread: Thread, seat: str) -> float:
        """Worth of the best package on the agenda, MUSD."""
        return float(np.max(self.agenda(thread, seat)))

    def contract(self, thread: Thread, terms: Mapping[str, float]) -> Contract:
        """The contract that a package would be, were it signed now."""
        return draft(thread.pairing.sheet, terms, self.reading.signings[thread.pairing.name])

    def clauses(self, thread: Thread, seat: str, terms: Mapping[str, float]) -> list[
        tuple[str, float]
    ]:  # fmt: skip
        """Worth of each clause to the seat, by the clause's name."""
        contract = self.contract(thread, terms)
        seen: Forecast = self.outlook(thread, seat).forecast
        return [(clause.name, float(clause_worth(clause, contract, seen)))
                for clause in contract.clauses]  # fmt: skip
