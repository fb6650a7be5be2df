"""One NegMAS negotiator in one of our talks: a table of NegMAS's kept in step with ours.

The negotiator is told what NegMAS's own mechanism (SAOMechanism, offering is accepting) would tell
it: the same step, relative time, offers, calls and their order; the referee tests hold both side by
side. The other places at its table are stand-ins that know nothing, so it cannot look at their
worth.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from agents.bridge import negmas
from agents.bridge.scenario import outcomes_of, space_of, table_of
from agents.negotiation import Move, TalkError
from rulebook.decision import TalkView


@lru_cache(maxsize=1)
def _stand_in() -> Any:
    """A negotiator that holds a place and knows nothing."""
    base: Any = negmas("sao").SAONegotiator

    class StandIn(base):
        """Never asked: its moves come from the talk."""

        def propose(self, state: Any, dest: str | None = None) -> None:
            """Offer nothing."""

    return StandIn


class Sitting:
    """One negotiator in one talk: a NegMAS table kept in step with ours."""

    def __init__(self, make: Callable[[], Any], seen: TalkView, seed: tuple[int, int]) -> None:
        """Lay the table and seat all; the negotiator starts with its own worth of things."""
        self.luck = (random.Random(str(seed)).getstate(), np.random.RandomState(seed).get_state())
        self.sheet, self.me, self.turn = seen.sheet, seen.me, 0
        self.told: tuple[tuple[int, int], ...] = ()
        self.worth, self.reserve = seen.worth, seen.reserve
        self.outcomes, self.space = outcomes_of(seen.sheet), space_of(seen.sheet)
        self.table = negmas("sao").SAOMechanism(outcome_space=self.space, n_steps=seen.rounds)
        with self._own_luck():
            self.negotiator = make()
            self.seats = [self.negotiator if i == seen.me else _stand_in()(name=f"place {i}")
                          for i in range(len(seen.sheet.parties))]  # fmt: skip
            for one in self.seats:
                self.table.add(one)
            self._start(seen)

    @contextmanager
    def _own_luck(self) -> Generator[None]:
        """Let NegMAS draw from the sitting's luck, and give everyone else theirs back."""
        others = (random.getstate(), np.random.get_state())
        random.setstate(self.luck[0])
        np.random.set_state(self.luck[1])
        try:
            yield
        finally:
            self.luck = (random.getstate(), np.random.get_state())
            random.setstate(others[0])
            np.random.set_state(others[1])

    def _start(self, seen: TalkView) -> None:
        state = self.table.state
        state.running = state.started = True
        state.relative_time = self.table.relative_time
        self.negotiator.set_preferences(self._ufun(seen))
        self.negotiator.on_negotiation_start(state=self._shown())
        self.negotiator.on_round_start(state=self._shown())

    def _ufun(self, seen: TalkView) -> Any:
        name = seen.sheet.parties[seen.me]
        return table_of(self.sheet, self.space, seen.worth, seen.reserve, name)

    def _shown(self) -> Any:
        """The state as the negotiator is shown it."""
        return self.table.state_for(self.negotiator)

    def move(self, seen: TalkView) -> Move:
        """Tell the negotiator what has happened, and ask it."""
        after = self.seats[(self.me + 1) % len(self.seats)]
        with self._own_luck():
            self._catch_up(seen)
            self._weigh(seen)
            with self._true_worth(seen):
                answer = self.negotiator(state=self._shown(), dest=after.id)
        return self._as_move(answer, seen)

    def _as_move(self, answer: Any, seen: TalkView) -> Move:
        said, response = answer.response, negmas("sao").ResponseType
        if said == response.ACCEPT_OFFER and seen.offer >= 0:
            return Move("accept", version=seen.version)
        if said == response.REJECT_OFFER and answer.outcome is not None:
            place = self.outcomes.index(_plain(answer.outcome))
            return Move("offer", int(self.sheet.agenda[place]))
        if said in (response.WAIT, response.NO_RESPONSE):
            raise TalkError(f"{self.sheet.parties[self.me]}: {said.name} — allowed: accept, offer"
                            " or leave, every round")  # fmt: skip
        return Move("walk")  # it ended the talk, left, or refused to offer, which ends it too

    def _weigh(self, seen: TalkView) -> None:
        """Give the negotiator its worth of things as it now is, where that has changed."""
        common = negmas("common")
        if not np.array_equal(seen.worth, self.worth):
            with warnings.catch_warnings():  # it warns of a utility that changes as time passes
                warnings.simplefilter("ignore", DeprecationWarning)
                self.negotiator.set_preferences(self._ufun(seen))
        elif seen.reserve != self.reserve:
            self.negotiator.ufun.reserved_value = float(seen.reserve)
            kind = common.PreferencesChangeType.ReservedValue
            self.negotiator.on_preferences_changed([common.PreferencesChange(kind)])
        self.worth, self.reserve = seen.worth, seen.reserve

    @contextmanager
    def _true_worth(self, seen: TalkView) -> Generator[None]:
        """Let an offer off the agenda count as what it is worth, not as its nearest package is."""
        if seen.offer < 0 or seen.offer in self.sheet.place:
            yield
            return
        mapping, place = self.negotiator.ufun.mapping, self.sheet.nearest_place(seen.offer)
        mapping[self.outcomes[place]] = seen.offered_worth
        try:
            yield
        finally:
            mapping[self.outcomes[place]] = float(seen.worth[place])

    def _catch_up(self, seen: TalkView) -> None:
        """Go through the turns since the last move, its own first.

        Who offered stands in the history. Whoever had a turn and did not offer has accepted what
        lay on the table, or the table was empty.
        """
        seats, now = len(self.seats), seen.round * len(self.seats) + seen.me
        while self.turn < now:
            place, state = self.turn % seats, self.table.state
            if self.turn // seats > state.step:
                self._next_round()
            offers = seen.history[len(self.told) :]
            if offers and offers[0][0] == place:
                self._offered(place, offers[0][1])
                self.told = seen.history[: len(self.told) + 1]
            elif state.current_offer is not None and self.seats[place].id != state.current_proposer:
                self._responded(place, negmas("sao").ResponseType.ACCEPT_OFFER)
                state.n_acceptances += 1
            self.turn += 1
        if seen.round > self.table.state.step:
            self._next_round()
        for place, number in seen.history[len(self.told) :]:  # out of turn, as people may
            self._offered(place, number)
        self.told = seen.history
        if seen.offer < 0:  # whoever offered has withdrawn
            self.table.state.current_offer = self.table.state.current_proposer = None

    def _responded(self, place: int, response: Any) -> None:
        state = self.table.state
        if place != self.me and state.current_offer is not None:
            self.negotiator.on_partner_response(
                state=self._shown(), partner_id=self.seats[place].id,
                outcome=state.current_offer, response=response,
            )  # fmt: skip

    def _offered(self, place: int, number: int) -> None:
        state, who = self.table.state, self.seats[place]
        offer = self.outcomes[self.sheet.nearest_place(number)]
        self._responded(place, negmas("sao").ResponseType.REJECT_OFFER)
        state.n_acceptances = 1
        if place != self.me:
            self.negotiator.on_partner_proposal(partner_id=who.id, offer=offer, state=state)
        state.current_offer, state.current_proposer = offer, who.id
        state.new_offers.append((who.id, offer))
        state.new_data.append((who.id, None))
        state.last_negotiator = who.name

    def _next_round(self) -> None:
        state = self.table.state
        past = self.table.state4history
        self.negotiator.on_round_end(state=self._shown())
        self.table.history.append(past)
        state.step += 1
        state.relative_time = self.table.relative_time
        self.negotiator.on_round_start(state=self._shown())
        state.new_offers, state.new_data = [], []


def _plain(outcome: Any) -> Any:
    """The bare outcome of one that carries a message."""
    return tuple(getattr(outcome, "outcome", outcome))
