"""The laboratory: a table's own history run again with one thing changed; the same luck for both.

What the others decided is left as it was: a change shows what the decision did, not what people
would have done after another one. This runs in the workshop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from game.cast import Cast
from game.course import play_round, railway_after
from game.options import Decisions, Options
from game.plan import ROUND_MONTHS
from game.reading import Reading
from game.score import Span, seat_points
from game.stand_in import settle
from game.survey import digest_of, public_figures, read_railway
from game.table import set_tables
from game.worth import Weigher
from model.railway import Railway
from model.run import fork, take_suppliers_away
from rulebook.addition import add_up
from rulebook.luck import Luck

PAIRS = 5  # other lucks in which a change is tried as well
FIGURES = ("mt_a_year", "transit_kteu_a_year", "queue_trains", "jobs", "ready_share",
           "local_content", "debt_foreign_share", "promise_index")  # fmt: skip


def without(
    options: Options, decisions: Decisions, change: Mapping[str, Any]
) -> tuple[Options, list[dict[str, Any]]]:
    """A history with one signature, one seat's levers or one card taken out, or set otherwise.

    Args:
        options: what the class shares.
        decisions: the table's history.
        change: `what` ("signature", "levers" or "card"), `round`, and `thread`, `seat` or `card`;
            `instead`, terms or levers that take the place of what was set, where it is not empty.
    """
    changed = [{"signed": list(one["signed"]), "levers": dict(one["levers"])} for one in decisions]
    place = int(change["round"]) - 1
    if change["what"] == "card":
        cards = [list(dealt) for dealt in options.cards]
        cards[place] = [card for card in cards[place] if card != change["card"]]
        return replace(options, cards=tuple(tuple(dealt) for dealt in cards)), changed
    instead: Mapping[str, float] = change.get("instead") or {}
    if change["what"] == "levers":
        old = changed[place]["levers"].pop(change["seat"], {})
        if instead:
            changed[place]["levers"][change["seat"]] = {**old, **instead}
    elif instead:
        changed[place]["signed"] = [
            {**one, "terms": {**one["terms"], **instead}} if one["thread"] == change["thread"]
            else one for one in changed[place]["signed"]]  # fmt: skip
    else:
        changed[place]["signed"] = [one for one in changed[place]["signed"]
                                    if one["thread"] != change["thread"]]  # fmt: skip
    return options, changed


def rerun(
    options: Options, decisions: Decisions, change: Mapping[str, Any]
) -> dict[str, Any]:
    """Figures of the last round as they were and as they would have been, and the difference.

    The band is the least and the greatest difference over some other lucks, paired.
    """
    pairs: list[tuple[dict[str, float], dict[str, float]]] = []
    for replicate in range(PAIRS + 1):
        one = replace(options, replicate=replicate)
        other, changed = without(one, decisions, change)
        pairs.append((_last_figures(one, decisions), _last_figures(other, changed)))
    found: dict[str, Any] = {"pairs": PAIRS + 1, "figures": {}}
    for name in FIGURES:
        gaps = [after[name] - before[name] for before, after in pairs]
        found["figures"][name] = {
            "was": pairs[0][0][name], "is": pairs[0][1][name],
            "change": gaps[0], "low": min(gaps), "high": max(gaps),
        }  # fmt: skip
    points_was, points_is = (_last_points(*history) for history in (
        (options, decisions), without(options, decisions, change)))  # fmt: skip
    found["points"] = {seat: [points_was[seat], points_is[seat]] for seat in points_was}
    return found


def _last_figures(options: Options, decisions: Decisions) -> dict[str, float]:
    return public_figures(railway_after(options, decisions).railway)


def _last_points(options: Options, decisions: Decisions) -> dict[str, float]:
    railway, cast = railway_after(options, decisions).railway, options.cast
    return {seat: _points(railway, cast, seat) for seat in cast.seats}


def _points(railway: Railway, cast: Cast, seat: str) -> float:
    return add_up(got for _, _, got in seat_points(Span(railway, ROUND_MONTHS, seat, cast)))


# -- one seat's own forecast ------------------------------------------------------------------
def forecast_package(
    options: Options, decisions: Decisions, seat: str, thread: str, terms: Mapping[str, float],
    pairs: int,
) -> dict[str, Any]:  # fmt: skip
    """A seat's points of the round ahead without and with a package, over some lucks.

    It knows of no card that has not struck and of nothing that others will decide.
    """
    start = railway_after(options, decisions).railway
    quiet: dict[str, Any] = {"signed": [], "levers": {}}
    signed = {"signed": [{"thread": thread, "terms": dict(terms)}], "levers": {}}
    gains: list[float] = []
    plain: list[float] = []
    for replicate in range(1, pairs + 1):
        points = [_after(start, options, decisions, replicate, one, seat)
                  for one in (quiet, signed)]  # fmt: skip
        plain.append(points[0])
        gains.append(points[1] - points[0])
    return {"pairs": pairs, "without": round(add_up(plain) / pairs, 2),
            "gain": round(add_up(gains) / pairs, 2), "low": round(min(gains), 2),
            "high": round(max(gains), 2)}  # fmt: skip


def _after(
    start: Railway, options: Options, decisions: Decisions, replicate: int,
    decided: Mapping[str, Any], seat: str,
) -> float:  # fmt: skip
    railway = fork(start)
    railway.luck = Luck(options.seed, replicate, railway.setting.months)
    play_round(railway, options, len(decisions) + 1, decided)
    return _points(railway, options.cast, seat)


# -- a table of stand-ins ---------------------------------------------------------------------
def play_stand_ins(options: Options, rounds: int) -> list[Reading]:
    """The table that nobody sat at: stand-ins at every seat, the same luck and cards."""
    cast, decisions, found = options.cast, list[dict[str, Any]](), list[Reading]()
    for number in range(1, rounds + 2):
        kept = railway_after(options, decisions)
        reading = read_railway(kept.railway, cast, number, kept.film)
        if number > 1:
            found.append(reading)
        if number <= rounds:
            decisions.append({"signed": settle_all(options, reading, number), "levers": {}})
    return found


def settle_all(options: Options, reading: Reading, round_: int) -> list[dict[str, Any]]:
    """What stand-ins sign at a table of their own."""
    cast = options.cast
    table = set_tables(cast, [{}])[0]
    table.open_talks(cast, round_)
    weigher = Weigher(cast, reading, table)
    for thread in table.threads.values():
        for moved, seat, action, package, version in settle(weigher, thread, options.seed):
            thread.record(moved, seat, action, package, version)
    table.close_talks(round_)
    return table.decisions(cast, round_)[-1]["signed"]


# -- who could stop it ------------------------------------------------------------------------
def dependence(options: Options, decisions: Decisions) -> dict[str, float]:
    """By seat of a maker, the share of tonne-km lost in the two years after it falls silent."""
    losses = take_suppliers_away(railway_after(options, decisions).railway)
    return {seat: round(losses.get(maker, 0.0), 4)
            for seat, maker in options.cast.makers.items()}  # fmt: skip


# -- what caused it ---------------------------------------------------------------------------
def waterfall(options: Options, decisions: Decisions) -> dict[str, Any]:
    """From a table where nobody decides anything to what came, one cause after another.

    Cards first, then contracts in the order of signing, then each seat's levers. The steps add to
    the whole exactly; in another order they would be other steps.
    """
    bare = [{"signed": list[Any](), "levers": dict[str, Any]()} for _ in decisions]
    calm = replace(options, cards=tuple(() for _ in options.cards))
    steps: list[dict[str, Any]] = [{"cause": "start", "figures": _last_figures(calm, bare)}]
    if any(options.cards):
        steps.append({"cause": "cards", "figures": _last_figures(options, bare)})
    grown = bare
    for place, one in enumerate(decisions):
        for signature in one["signed"]:
            grown = _with(grown, place, signature=signature)
            steps.append({"cause": "signature", "round": place + 1, "thread": signature["thread"],
                          "figures": _last_figures(options, grown)})  # fmt: skip
    for seat in options.cast.seats:
        touched = [place for place, one in enumerate(decisions) if one["levers"].get(seat)]
        for place in touched:
            grown = _with(grown, place, levers=(seat, decisions[place]["levers"][seat]))
        if touched:
            steps.append({"cause": "levers", "seat": seat,
                          "figures": _last_figures(options, grown)})  # fmt: skip
    return {"steps": [{**step, "figures": {name: step["figures"][name] for name in FIGURES}}
                      for step in steps],
            "digest": digest_of(railway_after(options, decisions).railway)}  # fmt: skip


def _with(
    history: Sequence[Mapping[str, Any]], place: int, signature: Mapping[str, Any] | None = None,
    levers: tuple[str, Mapping[str, float]] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """A history with one more signature or one seat's levers in a round."""
    grown = [{"signed": list(one["signed"]), "levers": dict(one["levers"])} for one in history]
    if signature is not None:
        grown[place]["signed"].append(signature)
    if levers is not None:
        grown[place]["levers"][levers[0]] = levers[1]
    return grown
