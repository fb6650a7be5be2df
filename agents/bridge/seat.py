"""Any NegMAS negotiator in any of our seats: one in each talk, remembered from month to month."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from agents.bridge.sitting import Sitting
from agents.negotiation import Move
from rulebook.decision import TalkView

REMEMBERED = 64  # talks; the one longest unheard is forgotten, and told anew should it go on


class NegmasSeat:
    """Answers talks by a NegMAS negotiator; each talk has one of its own.

    Sits like any strategy: `Bargainer(Keep(), NegmasSeat(BoulwareTBNegotiator))`. Where negotiators
    draw lots, the seed decides how they fall, so one seed gives one result. They do as they do in
    NegMAS, which may mean to offer what is worth less to them than no deal.
    """

    def __init__(self, make: Callable[[], Any], seed: int = 0) -> None:
        """Take a class or whatever else makes a negotiator, and the seed of its luck."""
        self.make, self.seed, self.sat = make, seed, 0
        self.shown: OrderedDict[int, tuple[int, list[TalkView]]] = OrderedDict()
        self._sittings: dict[int, Sitting] = {}

    def __call__(self, seen: TalkView) -> Move:
        """Answer a talk.

        Raises:
            TalkError: the negotiator waits or says nothing, which no seat may.
        """
        sitting = self._sitting(seen)
        self.shown[seen.talk][1].append(seen)
        return sitting.move(seen)

    def __deepcopy__(self, memo: dict[int, Any]) -> NegmasSeat:
        """Copy what was shown; NegMAS's negotiators do not survive copying, so they hear it again.

        Shown the same with the same luck, a new one comes to be as the old one was.
        """
        other = NegmasSeat(self.make, self.seed)
        other.sat = self.sat
        other.shown.update((talk, (n, list(views))) for talk, (n, views) in self.shown.items())
        return other

    def _sitting(self, seen: TalkView) -> Sitting:
        """The sitting of this talk; where there is none yet, or in this copy none, a new one."""
        _, views = self.shown.get(seen.talk, (0, []))
        if not views or not _goes_on(views[-1], seen):
            self.sat += 1
            self.shown[seen.talk] = (self.sat, [])
            self._sittings.pop(seen.talk, None)
        if seen.talk not in self._sittings:
            number, views = self.shown[seen.talk]
            sitting = Sitting(self.make, (views or [seen])[0], (self.seed, number))
            for view in views:
                sitting.move(view)
            self._sittings[seen.talk] = sitting
        self.shown.move_to_end(seen.talk)
        if len(self.shown) > REMEMBERED:
            self._sittings.pop(self.shown.popitem(last=False)[0], None)
        return self._sittings[seen.talk]


def _goes_on(before: TalkView, now: TalkView) -> bool:
    """Tell whether a view shows the talk of an earlier one, later."""
    return (
        now.sheet == before.sheet and now.me == before.me and now.rounds == before.rounds
        and now.round > before.round and now.history[: len(before.history)] == before.history
    )  # fmt: skip
