"""Courses: a table's railway as a function of the class's luck and the table's decisions.

The same options and decisions give the same railway to the last bit, on every Python: it is
built again by stepping, and what was built is kept so that a further round costs only itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from game.cast import FOLDER, Cast
from game.event import canonical
from game.options import Decisions, Options
from game.plan import ROUND_MONTHS, load_deck
from game.reading import Reading
from game.sealed import SealedMind
from game.survey import QUARTER, frame_of, read_railway
from model.accord import sign_accord
from model.railway import Railway
from model.run import fork
from model.scenario import Scenario, read_scenario
from rulebook.calendar import month_number
from rulebook.world import World, load_world

START = month_number("2027-01")
MOST_KEPT = 9  # railways kept between rounds: one for each table, and one for the laboratory


@lru_cache(maxsize=1)
def class_scenario() -> Scenario:
    """The scenario of a class; its talks are held by the people at the tables."""
    return read_scenario(FOLDER / "scenario.toml").changed(talks=False, sheets=())


@lru_cache(maxsize=2)
def class_world(deck: str) -> World:
    """The tables; unless cards are drawn by chance, only strikes come by themselves."""
    world = load_world()
    if deck == "drawn":
        return world
    cards = {name: card if card.target == "depot" else replace(card, hazard=0.0)
             for name, card in world.cards.items()}  # fmt: skip
    return replace(world, cards=cards)


def open_railway(options: Options) -> Railway:
    """The railway as it stands when play begins."""
    cast, world = options.cast, class_world(options.deck)
    scenario = class_scenario()
    bare = Railway(scenario, options.seed, options.replicate, world=world)
    minds = {}
    for seat in cast.seats.values():
        for party in _parties_of(cast, seat.name, bare):
            minds[party] = SealedMind(bare.minds[party], seat.levers)
    railway = Railway(scenario, options.seed, options.replicate, minds=minds, world=world)
    return railway.run_to(START)


def _parties_of(cast: Cast, seat: str, railway: Railway) -> list[str]:
    """The model's seats that a seat's levers touch: the workers' run depots and plants."""
    if seat == "workforce":
        return ["workforce", "depots", *railway.plants]
    return [cast.party(seat)]


def play_round(
    railway: Railway, options: Options, round_: int, decided: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Sign what was agreed, seal the levers, and run a round's months; gives the film."""
    cast = options.cast
    for signature in decided["signed"]:
        one = cast.pairings[signature["thread"]]
        maker = cast.makers.get(one.maker, "")
        sign_accord(railway, one.sheet, signature["terms"], maker, one.renews)
    for seat in cast.seats:
        for party in _parties_of(cast, seat, railway):
            mind = railway.minds[party]
            if isinstance(mind, SealedMind):
                mind.seal(decided["levers"].get(seat, {}))
    _deal(railway, options, round_)
    film: list[dict[str, Any]] = []
    for _ in range(ROUND_MONTHS // QUARTER):
        railway.run_to(railway.month + QUARTER)
        film.append(frame_of(railway))
    return film


def _deal(railway: Railway, options: Options, round_: int) -> None:
    """Put the round's cards on the calendar."""
    planned = dict(railway.setting.cards)
    dealt = options.cards[round_ - 1] if round_ <= len(options.cards) else ()
    for card in dealt:
        month = railway.month + load_deck()[card].month
        planned[card] = (*planned.get(card, ()), month)
    railway.setting = railway.setting.changed(cards=planned)


@dataclass(frozen=True)
class Kept:
    """A railway after some rounds, and the last one's film."""

    railway: Railway
    film: list[dict[str, Any]]


_kept: OrderedDict[str, Kept] = OrderedDict()


def _key(options: Options, decisions: Decisions) -> str:
    cards = [list(cards) for cards in options.cards[: len(decisions)]]
    return canonical([options.seed, options.replicate, options.deck, options.second, cards,
                      list(decisions)])  # fmt: skip


def _keep(key: str, one: Kept) -> Kept:
    _kept[key] = one
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return one


@lru_cache(maxsize=12)
def _opened(seed: int, replicate: int, deck: str, second: str) -> Kept:
    railway = open_railway(Options(seed, deck, second, (), replicate))
    return Kept(railway, [frame_of(railway)])  # the quarter before play, for the map


def railway_after(options: Options, decisions: Decisions) -> Kept:
    """The railway after the rounds decided so far; not to be stepped further, only forked."""
    if not decisions:
        return _opened(options.seed, options.replicate, options.deck, options.second)
    key = _key(options, decisions)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    before_key = _key(options, decisions[:-1])
    before = railway_after(options, decisions[:-1])
    railway = fork(before.railway)
    film = play_round(railway, options, len(decisions), decisions[-1])
    _kept.pop(before_key, None)  # a class goes on; what was left behind is built again if asked
    return _keep(key, Kept(railway, film))


def read_course(options: Options, decisions: Decisions) -> Reading:
    """What the table's railway says after the rounds decided so far."""
    kept = railway_after(options, decisions)
    return read_railway(kept.railway, options.cast, len(decisions) + 1, kept.film)
