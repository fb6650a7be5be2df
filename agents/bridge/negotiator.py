"""Our strategies as NegMAS negotiators, so that its own mechanism can referee them."""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import Any

from agents.bridge import negmas
from agents.bridge.scenario import Outcome, sheet_of, stake_of, values_of
from agents.negotiation import Answer, TalkError
from agents.strategy import strategy
from rulebook.decision import TalkView


def as_negotiator(answer: Answer | str, **given: Any) -> Any:
    """A NegMAS SAO negotiator that moves as one of ours does.

    Args:
        answer: a strategy or its name.
        given: what any SAO negotiator takes, such as `ufun` and `name`.
    """
    return _kind()(strategy(answer) if isinstance(answer, str) else answer, **given)


@lru_cache(maxsize=1)
def _kind() -> Any:
    """The class, made when first wanted, since its base comes from NegMAS."""
    sao = negmas("sao")
    base: Any = sao.SAONegotiator

    class Ours(base):
        """Shows an answer what it may see: the offers so far and its own worth of things."""

        def __init__(self, answer: Answer, **given: Any) -> None:
            super().__init__(**given)  # pyright: ignore[reportUnknownMemberType]
            self.answer = answer
            self.own: _Own | None = None

        def on_preferences_changed(self, changes: list[Any]) -> None:
            """Weigh everything anew."""
            super().on_preferences_changed(changes)  # pyright: ignore[reportUnknownMemberType]
            self.own = None

        def __call__(self, state: Any, dest: str | None = None) -> Any:
            """Answer the offer on the table."""
            if self.own is None:
                self.own = _Own(self)
            seen = self.own.view(self.nmi, state)
            move, response = self.answer(seen), sao.ResponseType
            if move.action == "accept":
                return sao.SAOResponse(response.ACCEPT_OFFER, state.current_offer)
            if move.action == "offer":
                offer = self.own.outcomes[seen.sheet.nearest_place(move.package)]
                return sao.SAOResponse(response.REJECT_OFFER, offer)
            return sao.SAOResponse(response.END_NEGOTIATION, None)

        def propose(self, state: Any, dest: str | None = None) -> Outcome | None:
            """Give the offer alone, for protocols that ask for it."""
            answered = self(state)
            refused = answered.response == sao.ResponseType.REJECT_OFFER
            return answered.outcome if refused else None

    return Ours


class _Own:
    """A negotiator's own worth of the outcome space, and the talk as it sees it."""

    def __init__(self, seat: Any) -> None:
        space = seat.nmi.outcome_space
        self.seat = str(seat.id)
        self.ids = [str(one) for one in seat.nmi.negotiator_ids]
        parties = tuple(f"party {i}" for i in range(len(self.ids)))
        self.sheet = sheet_of(space, parties)
        self.outcomes: list[Outcome] = list(
            itertools.product(*(values_of(issue) for issue in space.issues))
        )
        self.number = {one: int(n) for one, n in zip(self.outcomes, self.sheet.agenda, strict=True)}
        self.worth, self.reserve = stake_of(seat.ufun, space)

    def view(self, nmi: Any, state: Any) -> TalkView:
        """What a strategy may see of a NegMAS negotiation.

        Raises:
            TalkError: the mechanism has no last round.
        """
        if nmi.n_steps is None:
            raise TalkError("our strategies count rounds — allowed: mechanisms with n_steps")
        made = [*nmi.trace, *state.new_offers]
        offers = tuple((self.ids.index(who), self.number[tuple(what)]) for who, what in made)
        offer, by, worth = -1, -1, 0.0
        if state.current_offer is not None:
            offer = self.number[tuple(state.current_offer)]
            by = self.ids.index(state.current_proposer)
            worth = float(self.worth[self.sheet.nearest_place(offer)])
        return TalkView(self.sheet, self.ids.index(self.seat), nmi.n_steps, state.step,
                        len(offers), offer, by, offers, self.worth, worth,
                        self.reserve)  # fmt: skip
