"""Conduct: what a player may do, and which events it makes. Judging changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agents.negotiation import Move, TalkError
from game.cast import Lever
from game.reading import Reading
from game.refusal import LONGEST_TEXT, Refusal, choice, flag, numbers, text, whole
from game.room import Player, Room
from game.seating import free_chair
from game.table import PREDICTIONS, Table
from game.thread import Thread
from game.token import hashed
from game.worth import Weigher
from rulebook.term_sheet import SheetError, TermSheet

Made = list[tuple[str, dict[str, Any]]]
Action = Mapping[str, Any]
TICKET_MS = 600_000
LANGUAGES = ("kk", "ru", "en")
POLL = ("lines", "locomotives", "borders", "crews", "money", "demand")
EXIT = {"clearer": ("no", "a_little", "yes"), "limit": POLL, "model": ("trust", "doubt", "unsure")}
TALKING = ("negotiate", "practice")


@dataclass(frozen=True)
class Bench:
    """What a judge looks at: the room, who acts, the server's time, and each table's reading."""

    room: Room
    player: Player
    now: int
    weigher: Callable[[Table], Weigher | None]

    @property
    def table(self) -> Table:
        """The player's table.

        Raises:
            Refusal: the player has no seat yet.
        """
        table = self.room.table_of(self.player)
        if table is None:
            raise Refusal("no_seat")
        return table

    @property
    def seat(self) -> str:
        """The player's seat, which a stand-in must not hold just now.

        Raises:
            Refusal: no seat, or a stand-in plays it.
        """
        if self.table.chairs[self.player.seat].stood_in:
            raise Refusal("stand_in_plays")
        return self.player.seat

    def in_phase(self, *phases: str) -> None:
        """Go on only in some phases.

        Raises:
            Refusal: it is another, or the class is frozen.
        """
        if self.room.frozen:
            raise Refusal("frozen")
        if self.room.phase not in phases:
            raise Refusal("wrong_phase", phase=self.room.phase)

    def thread(self, action: Action) -> Thread:
        """One of the player's own talks.

        Raises:
            Refusal: there is none of that name, or it is another's.
        """
        mine = {name: one for name, one in self.table.threads.items()
                if is_party(one, self.player.seat)}  # fmt: skip
        return mine[choice(action, "thread", mine)]


def is_party(thread: Thread, seat: str) -> bool:
    """Tell whether a seat sits at a talk; a talk for practice is only its own seat's."""
    return thread.practice == seat if thread.practice else seat in thread.pairing.seats


def judge(bench: Bench, action: Action) -> Made:
    """The events that a player's action makes.

    Raises:
        Refusal: it may not be done, or is not understood.
    """
    return ACTS[choice(action, "do", ACTS)](bench, action)


# -- talking ----------------------------------------------------------------------------------
def _move(bench: Bench, thread: Thread, move: Move, why: str = "") -> Made:
    """Try a move on the talk's own rules before it becomes an event."""
    body: dict[str, Any] = {"table": bench.table.number, "thread": thread.name,
                            "seat": bench.seat, "action": move.action}  # fmt: skip
    if move.action == "offer":
        body["package"] = move.package
    if move.action == "accept":
        body["version"] = move.version
    if why:
        body["why"] = why
    return [("moved", body)]


def package_of(sheet: TermSheet, action: Action) -> int:
    """The package that an action's terms name; what is left out stands at its default.

    Raises:
        Refusal: an issue is unknown or a value is not one of its steps.
    """
    some = numbers(action, "terms", 64)
    steps = {issue.name: issue for issue in sheet.issues}
    for name, value in some.items():
        if name not in steps:
            raise Refusal("bad_field", field=name[:40], allowed=", ".join(steps))
        try:
            steps[name].check(value)
        except SheetError:
            allowed = ", ".join(f"{step:g}" for step in steps[name].steps)
            raise Refusal("bad_field", field=name, allowed=allowed) from None
    return sheet.number(sheet.terms(some))


def _offer(bench: Bench, action: Action) -> Made:
    bench.in_phase(*TALKING)
    thread, seat = bench.thread(action), bench.seat
    _still_open(thread)
    package = package_of(thread.pairing.sheet, action)
    _may_propose(thread, seat, package)
    if not thread.is_begun:
        _room_for_another(bench, seat)
    return _move(bench, thread, Move("offer", package))


def _still_open(thread: Thread) -> None:
    if not thread.is_open:
        raise Refusal("talk_over")


def _may_propose(thread: Thread, seat: str, package: int) -> None:
    try:
        thread.talk._check_proposer(seat, package)  # noqa: SLF001 - the protocol's own rule
    except TalkError:
        raise Refusal("not_yours_to_propose") from None


def _room_for_another(bench: Bench, seat: str) -> None:
    """A seat may open only so many talks of its own at a time; others' offers always come in."""
    most = bench.room.cast.rules["most_open_talks"]
    mine = [one for one in bench.table.threads.values()
            if one.is_open and one.begun_by == seat and not one.practice]  # fmt: skip
    if len(mine) >= most:
        raise Refusal("too_many_talks", most=most)


def _accept(bench: Bench, action: Action) -> Made:
    bench.in_phase(*TALKING)
    thread, seat = bench.thread(action), bench.seat
    _still_open(thread)
    version = whole(action, "version", 0, 1_000_000)
    talk = thread.talk
    if talk.offer < 0 or talk.version != version:
        raise Refusal("offer_changed")
    if talk.offered_by == seat:
        raise Refusal("own_offer")
    if seat in talk.accepted_by:
        raise Refusal("accepted_already")
    if not thread.practice:
        _can_pay(bench, thread, seat)
    return _move(bench, thread, Move("accept", version=version))


def _can_pay(bench: Bench, thread: Thread, seat: str) -> None:
    """Refuse what a seat could not pay for in the round ahead, with all it agreed so far."""
    weigher = bench.weigher(bench.table)
    if weigher is None:
        raise Refusal("not_ready")
    purse = weigher.reading.purse.get(seat)
    if purse is None:
        return
    agreed = [one for one in bench.table.threads.values()
              if one.is_agreed and seat in one.pairing.seats and not one.practice]  # fmt: skip
    asked = sum(cash_asked(weigher, one, one.talk.agreed, seat) for one in agreed)
    asked += cash_asked(weigher, thread, thread.talk.offer, seat)
    if asked > purse:
        raise Refusal("cannot_pay", asked=round(asked), has=round(purse))


def cash_asked(weigher: Weigher, thread: Thread, package: int, seat: str) -> float:
    """MUSD that a package asks of a seat in cash over the round ahead: prices and joint works."""
    party = weigher.cast.party(seat)
    contract = weigher.contract(thread, thread.pairing.sheet.package(package))
    lend, deliver = contract.find("lend"), contract.find("deliver")
    total = 0.0
    for clause in contract.clauses:
        if clause.debtor != party:
            continue
        if clause.kind == "pay" and deliver is not None:
            months = max(0, contract.signed + 24 - deliver.start)
            units = min(deliver.amount, deliver.rate * months)
            own = 1.0 - (lend.factor if lend is not None else 0.0)
            total += clause.amount / 1e6 * units * own
        elif clause.kind == "invest":
            total += clause.amount / 1e6
        elif clause.kind == "fund":
            total += 2.0 * clause.amount / 1e6
    return total


def _withdraw(bench: Bench, action: Action) -> Made:
    bench.in_phase(*TALKING)
    thread = bench.thread(action)
    _still_open(thread)
    if thread.talk.offered_by != bench.seat:
        raise Refusal("nothing_to_withdraw")
    return _move(bench, thread, Move("withdraw"))


def _walk(bench: Bench, action: Action) -> Made:
    bench.in_phase(*TALKING)
    thread = bench.thread(action)
    _still_open(thread)
    return _move(bench, thread, Move("walk"))


def _undo(bench: Bench, action: Action) -> Made:
    bench.in_phase(*TALKING)
    thread = bench.thread(action)
    within = bench.room.cast.rules["undo_seconds"] * 1000
    if thread.agreed_by != bench.seat or bench.now > thread.agreed_at + within:
        raise Refusal("too_late_to_undo")
    return [("undone", {"table": bench.table.number, "thread": thread.name})]


def _say(bench: Bench, action: Action) -> Made:
    if bench.room.frozen:
        raise Refusal("frozen")
    others = {"", *bench.table.chairs} - {bench.player.seat}
    to = choice(action, "to", others)
    line = text(action, "text", LONGEST_TEXT)
    return [("said", {"table": bench.table.number, "seat": bench.seat, "to": to, "text": line})]


# -- deciding ---------------------------------------------------------------------------------
def levers_of(bench: Bench, action: Action) -> dict[str, float]:
    """The levers of an action, each at one of its steps.

    Raises:
        Refusal: a lever is not this seat's or a value is not one of its steps.
    """
    mine = {lever.name: lever for lever in bench.room.cast.seats[bench.seat].levers}
    given = numbers(action, "levers", 32)
    weigher = bench.weigher(bench.table)
    for name, value in given.items():
        if name not in mine:
            raise Refusal("bad_field", field=name[:40], allowed=", ".join(mine))
        steps = steps_of(mine[name], weigher.reading if weigher else None)
        if value not in steps:
            allowed = ", ".join(f"{step:g}" for step in steps)
            raise Refusal("bad_field", field=name, allowed=allowed)
    return given


def steps_of(lever: Lever, reading: Reading | None) -> tuple[float, ...]:
    """Steps of a lever this round: works that are built out offer no more."""
    if reading is None or lever.name not in reading.highest:
        return lever.steps
    return tuple(step for step in lever.steps if step <= reading.highest[lever.name])


def _plan(bench: Bench, action: Action) -> Made:
    bench.in_phase("news", "negotiate", "commit")
    levers = levers_of(bench, action)
    return [("planned", {"table": bench.table.number, "seat": bench.seat, "levers": levers})]


def _commit(bench: Bench, action: Action) -> Made:
    bench.in_phase("commit")
    levers = levers_of(bench, action)
    body: dict[str, Any] = {"table": bench.table.number, "seat": bench.seat, "levers": levers}
    if action.get("prediction") is not None:
        body["prediction"] = choice(action, "prediction", PREDICTIONS)
    return [("committed", body)]


def _done(bench: Bench, action: Action) -> Made:
    bench.in_phase("briefing", "practice", "news", "negotiate", "commit", "reveal", "lab",
                   "debrief", "exit")  # fmt: skip
    on = flag(action, "on")
    return [("done", {"table": bench.table.number, "seat": bench.seat, "on": on})]


def _answer(bench: Bench, action: Action) -> Made:
    """The poll of the briefing, and the ticket out of the door."""
    questions = {"poll": POLL, **EXIT}
    question = choice(action, "question", questions)
    bench.in_phase("briefing") if question == "poll" else bench.in_phase("debrief", "exit")
    body = {"player": bench.player.id, "question": question,
            "answer": choice(action, "answer", questions[question])}  # fmt: skip
    return [("answered", body)]


# -- oneself ----------------------------------------------------------------------------------
def _language(bench: Bench, action: Action) -> Made:
    language = choice(action, "language", LANGUAGES)
    return [("language", {"player": bench.player.id, "language": language})]


def _back(bench: Bench, action: Action) -> Made:
    """Take one's seat back from the stand-in."""
    if not bench.table.chairs[bench.player.seat].stood_in:
        raise Refusal("nothing_to_take_back")
    return [("back", {"table": bench.table.number, "seat": bench.player.seat})]


def _ticket(bench: Bench, action: Action) -> Made:
    """Ask for a way to another phone; the server made the ticket, the log keeps its hash."""
    return [("ticket", {"player": bench.player.id, "ticket": hashed(str(action["secret"])),
                        "until": bench.now + TICKET_MS})]  # fmt: skip


def _leave(bench: Bench, action: Action) -> Made:
    return [("left", {"player": bench.player.id})]


def _sit(bench: Bench, action: Action) -> Made:
    """Take a free seat after coming late."""
    if bench.player.seat or not bench.room.tables:
        raise Refusal("seated_already")
    table, seat = free_chair(bench.room)
    return [("seated", {"player": bench.player.id, "table": table, "seat": seat})]


ACTS: dict[str, Callable[[Bench, Action], Made]] = {
    "offer": _offer, "accept": _accept, "withdraw": _withdraw, "walk": _walk, "undo": _undo,
    "say": _say, "plan": _plan, "commit": _commit, "done": _done, "answer": _answer,
    "language": _language, "back": _back, "ticket": _ticket, "leave": _leave, "sit": _sit,
}  # fmt: skip
