"""The desk: what the teacher may do, and which events it makes. Judging changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from game.conduct import TICKET_MS, Made, package_of
from game.plan import load_deck
from game.refusal import LONGEST_NAME, LONGEST_TEXT, Refusal, choice, flag, text, whole
from game.room import Player, Room
from game.seating import seat_people
from game.table import Table
from game.token import hashed

Action = Mapping[str, Any]
VIEWS = ("map", "standings", "news", "blank")


def judge_desk(room: Room, now: int, action: Action) -> Made:
    """The events that a teacher's action makes.

    Raises:
        Refusal: it may not be done, or is not understood.
    """
    return ACTS[choice(action, "do", ACTS)](room, now, action)


def _player(room: Room, action: Action) -> Player:
    present = {player.id for player in room.present()}
    return room.players[choice(action, "player", present)]


def _table(room: Room, action: Action) -> Table:
    if not room.tables:
        raise Refusal("no_tables")
    return room.tables[whole(action, "table", 1, len(room.tables)) - 1]


# -- the course of the lesson -----------------------------------------------------------------
def _start(room: Room, now: int, action: Action) -> Made:
    """Seat everyone and leave the lobby; with nobody there, stand-ins play alone."""
    if room.phase != "lobby":
        raise Refusal("wrong_phase", phase=room.phase)
    wanted = whole(action, "tables", 1, 8) if "tables" in action else room.tables_wanted
    people = [player.id for player in room.present()]
    seating = seat_people(room.cast, people, wanted, room.seed)
    return [("tables", {"seating": seating}), ("phase", {"place": room.place + 1})]


def _next(room: Room, now: int, action: Action) -> Made:
    if room.phase == "lobby":
        return _start(room, now, action)
    return [("phase", {"place": next_place(room)})]


def next_place(room: Room) -> int:
    """Place of the step after this one.

    Raises:
        Refusal: the lesson is over.
    """
    if room.place + 1 >= len(room.plan.steps):
        raise Refusal("lesson_over")
    return room.place + 1


def _wrap_up(room: Room, now: int, action: Action) -> Made:
    """Go straight to the debrief, after any round."""
    place = room.plan.place("debrief")
    if room.phase == "lobby" or place <= room.place:
        raise Refusal("wrong_phase", phase=room.phase)
    return [("phase", {"place": place})]


def _pause(room: Room, now: int, action: Action) -> Made:
    return [("paused", {})]


def _resume(room: Room, now: int, action: Action) -> Made:
    return [("resumed", {})]


def _stretch(room: Room, now: int, action: Action) -> Made:
    seconds = whole(action, "seconds", -600, 3600)
    if not room.clock.ms:
        raise Refusal("no_clock")
    return [("stretched", {"ms": seconds * 1000})]


def _freeze(room: Room, now: int, action: Action) -> Made:
    return [("frozen", {"on": flag(action, "on")})]


def _take_back(room: Room, now: int, action: Action) -> Made:
    if len(room.phases) < 1 or room.phase == "lobby":
        raise Refusal("nothing_to_take_back")
    return [("taken_back", {"to": room.phases[-1]})]


# -- cards ------------------------------------------------------------------------------------
def next_round(room: Room) -> int:
    """The round whose months have not run yet.

    Raises:
        Refusal: there is none left.
    """
    round_ = room.played + 1
    if round_ > room.plan.rounds:
        raise Refusal("no_round_left")
    return round_


def _card(room: Room, now: int, action: Action) -> Made:
    card = choice(action, "card", load_deck())
    round_ = next_round(room)
    if "round" in action:
        round_ = whole(action, "round", round_, room.plan.rounds)
    if card in room.cards_of(round_):
        raise Refusal("card_there")
    return [("card", {"card": card, "round": round_})]


def _card_back(room: Room, now: int, action: Action) -> Made:
    card = choice(action, "card", load_deck())
    round_ = whole(action, "round", next_round(room), room.plan.rounds)
    if card not in room.cards_of(round_):
        raise Refusal("card_not_there")
    return [("card_back", {"card": card, "round": round_})]


# -- people -----------------------------------------------------------------------------------
def _kick(room: Room, now: int, action: Action) -> Made:
    return [("kicked", {"player": _player(room, action).id})]


def _rename(room: Room, now: int, action: Action) -> Made:
    player = _player(room, action)
    return [("renamed", {"player": player.id, "name": text(action, "name", LONGEST_NAME)})]


def _reseat(room: Room, now: int, action: Action) -> Made:
    player, table = _player(room, action), _table(room, action)
    seat = choice(action, "seat", table.chairs)
    return [("seated", {"player": player.id, "table": table.number, "seat": seat})]


def _stand_in(room: Room, now: int, action: Action) -> Made:
    """Put a stand-in on a seat, or give the seat back to whom it belongs."""
    table = _table(room, action)
    seat = choice(action, "seat", table.chairs)
    if not table.chairs[seat].players:
        raise Refusal("nobody_there")
    kind = "stood_in" if flag(action, "on") else "back"
    return [(kind, {"table": table.number, "seat": seat})]


def _ticket(room: Room, now: int, action: Action) -> Made:
    player = _player(room, action)
    return [("ticket", {"player": player.id, "ticket": hashed(str(action["secret"])),
                        "until": now + TICKET_MS})]  # fmt: skip


def _anonymise(room: Room, now: int, action: Action) -> Made:
    return [("anonymised", {})]


# -- showing and noting -----------------------------------------------------------------------
def _announce(room: Room, now: int, action: Action) -> Made:
    line = action.get("text")
    return [("announced", {"text": text(action, "text", LONGEST_TEXT) if line else ""})]


def _show(room: Room, now: int, action: Action) -> Made:
    return [("showing", {"view": choice(action, "view", VIEWS)})]


def _note(room: Room, now: int, action: Action) -> Made:
    return [("noted", {"text": text(action, "text", 500)})]


def _settings(room: Room, now: int, action: Action) -> Made:
    """Change what may change on the way: names shown, stand-ins for those who drop out."""
    body: dict[str, Any] = {}
    for name in ("real_names", "stand_ins"):
        if name in action:
            body[name] = flag(action, name)
    if not body:
        raise Refusal("bad_field", field="real_names", allowed="true, false")
    return [("settings", body)]


def _record(room: Room, now: int, action: Action) -> Made:
    """Type in a deal made on paper."""
    table = _table(room, action)
    pairing = room.cast.pairings[choice(action, "thread", room.cast.pairings)]
    round_ = next_round(room)
    if room.phase == "lobby":
        raise Refusal("wrong_phase", phase=room.phase)
    package = package_of(pairing.sheet, action)
    return [("recorded", {"table": table.number, "thread": pairing.name, "round": round_,
                          "package": package})]  # fmt: skip


ACTS: dict[str, Callable[[Room, int, Action], Made]] = {
    "start": _start, "next": _next, "wrap_up": _wrap_up, "pause": _pause, "resume": _resume,
    "stretch": _stretch, "freeze": _freeze, "take_back": _take_back, "card": _card,
    "card_back": _card_back, "kick": _kick, "rename": _rename, "reseat": _reseat,
    "stand_in": _stand_in, "ticket": _ticket, "anonymise": _anonymise, "announce": _announce,
    "show": _show, "note": _note, "settings": _settings, "record": _record,
}  # fmt: skip
