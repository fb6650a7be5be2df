"""A room: one class, folded from its events. No clock, no input, no output, no luck in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from agents.negotiation import Move
from game.cast import Cast, load_cast
from game.clock import LEAST_AFTER_TAKING_BACK_MS, Clock
from game.event import Event
from game.plan import Plan, Step, find_plan
from game.table import Message, Signature, Table, set_tables
from game.thread import Thread

MOVES_WITHOUT_CLOCK = 24  # moves after which a talk without a clock is at its end

# What stays when a phase is taken back: who is there, and what was said.
KEPT = frozenset({
    "opened", "joined", "token", "ticket", "seated", "left", "kicked", "renamed", "language",
    "stood_in", "back", "anonymised", "hosted", "said", "announced", "noted", "settings",
    "restarted",
})  # fmt: skip


@dataclass
class Player:
    """A person: a name for others to see, a language, and the hash of the phone's token."""

    id: str
    name: str
    language: str
    token: str
    ticket: str = ""
    ticket_until: int = 0
    table: int = 0
    seat: str = ""
    gone: bool = False
    answers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Room:
    """The state of a class."""

    code: str = ""
    plan: Plan = field(default_factory=lambda: find_plan("lesson_50"))
    cast: Cast = field(default_factory=load_cast)
    opened_at: int = 0
    seed: int = 1
    deck: str = "scheduled"
    real_names: bool = False
    self_run: bool = False
    timed: bool = True
    language: str = "en"
    places: int = 64
    tables_wanted: int = 0
    stand_ins: bool = True
    hosts: list[str] = field(default_factory=list[str])
    players: dict[str, Player] = field(default_factory=dict[str, Player])
    tables: list[Table] = field(default_factory=list[Table])
    place: int = 0
    played: int = 0  # rounds whose months have run
    clock: Clock = field(default_factory=Clock)
    cards: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    drawn: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    announcement: str = ""
    frozen: bool = False
    anonymous: bool = False
    show: str = "map"
    notes: list[str] = field(default_factory=list[str])
    number: int = 0
    last_at: int = 0
    phases: list[int] = field(default_factory=list[int])
    keys: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    journal: list[Event] = field(default_factory=list[Event])

    @property
    def step(self) -> Step:
        """The plan's step that the class is at."""
        return self.plan.steps[self.place]

    @property
    def phase(self) -> str:
        """Name of the phase."""
        return self.step.phase

    @property
    def round(self) -> int:
        """Number of the round, or of the last one played; 0 before the first."""
        return self.step.round or self.played

    def cards_of(self, round_: int) -> list[str]:
        """Cards that strike in a round: scheduled by the plan, and put in by the teacher."""
        return [*self.cards.get(round_, ()), *self.drawn.get(round_, ())]

    def passed(self, thread: Thread, at: int) -> float:
        """Share of a talk's time that has passed; without a clock its moves are counted."""
        if self.clock.ms:
            return self.clock.passed(at)
        return min(1.0, len(thread.moves) / MOVES_WITHOUT_CLOCK)

    def present(self) -> list[Player]:
        """People who have not left."""
        return [player for player in self.players.values() if not player.gone]

    def table_of(self, player: Player) -> Table | None:
        """The table a player sits at."""
        return self.tables[player.table - 1] if player.seat else None


def fold(events: Iterable[Event]) -> Room:
    """The state after some events, in order."""
    room = Room()
    for event in events:
        apply(room, event)
    return room


def apply(room: Room, event: Event) -> None:
    """Let one event change the state.

    Raises:
        ValueError: the event is not the next one, or of no known kind.
    """
    if event.kind not in FOLDS:
        raise ValueError(f"event {event.number}: no kind {event.kind!r}")
    if event.number <= room.number:
        raise ValueError(f"event {event.number} comes after {room.number}")
    room.number, room.last_at = event.number, max(room.last_at, event.at)
    if event.key:
        room.keys[event.who, event.key] = event.number
    room.journal.append(event)
    FOLDS[event.kind](room, event, event.body)


Fold = Callable[[Room, Event, dict[str, Any]], None]
FOLDS: dict[str, Fold] = {}


def _folds(kind: str) -> Callable[[Fold], Fold]:
    """Register what an event of a kind does."""

    def keep(function: Fold) -> Fold:
        FOLDS[kind] = function
        return function

    return keep


# -- people -----------------------------------------------------------------------------------
@_folds("opened")
def _opened(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.code, room.opened_at = event.room, event.at
    room.plan = find_plan(body["plan"], body.get("rounds", 0))
    room.cast = load_cast(body.get("second", ""))
    room.seed, room.language = body["seed"], body["language"]
    room.self_run, room.timed = body.get("self_run", False), body.get("timed", True)
    room.places, room.tables_wanted = body["places"], body.get("tables", 0)
    room.hosts.append(body["host"])
    _settings(room, event, body)


@_folds("settings")
def _settings(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.deck = body.get("deck", room.deck)
    room.real_names = body.get("real_names", room.real_names)
    room.stand_ins = body.get("stand_ins", room.stand_ins)
    if "cards" in body:
        room.cards = {int(number): list(cards) for number, cards in body["cards"].items()}


@_folds("hosted")
def _hosted(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.hosts.append(body["host"])


@_folds("joined")
def _joined(room: Room, event: Event, body: dict[str, Any]) -> None:
    player = Player(body["player"], body["name"], body["language"], body["token"])
    room.players[player.id] = player


@_folds("token")
def _token(room: Room, event: Event, body: dict[str, Any]) -> None:
    player = room.players[body["player"]]
    player.token, player.ticket, player.ticket_until = body["token"], "", 0


@_folds("ticket")
def _ticket(room: Room, event: Event, body: dict[str, Any]) -> None:
    player = room.players[body["player"]]
    player.ticket, player.ticket_until = body["ticket"], body["until"]


@_folds("seated")
def _seated(room: Room, event: Event, body: dict[str, Any]) -> None:
    player = room.players[body["player"]]
    _leave_chair(room, player)
    if body["table"] > len(room.tables):
        return
    player.table, player.seat, player.gone = body["table"], body["seat"], False
    chair = room.tables[player.table - 1].chairs[player.seat]
    chair.players.append(player.id)
    chair.stood_in = False


def _leave_chair(room: Room, player: Player) -> None:
    if player.seat and player.table <= len(room.tables):
        chair = room.tables[player.table - 1].chairs[player.seat]
        if player.id in chair.players:
            chair.players.remove(player.id)
        if not chair.players:
            chair.stood_in = False
    player.table, player.seat = 0, ""


@_folds("left")
def _left(room: Room, event: Event, body: dict[str, Any]) -> None:
    player = room.players[body["player"]]
    _leave_chair(room, player)
    player.gone = True


@_folds("kicked")
def _kicked(room: Room, event: Event, body: dict[str, Any]) -> None:
    _left(room, event, body)
    room.players[body["player"]].token = ""


@_folds("renamed")
def _renamed(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.players[body["player"]].name = body["name"]


@_folds("language")
def _language(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.players[body["player"]].language = body["language"]


@_folds("stood_in")
def _stood_in(room: Room, event: Event, body: dict[str, Any]) -> None:
    if body["table"] <= len(room.tables):
        room.tables[body["table"] - 1].chairs[body["seat"]].stood_in = True


@_folds("back")
def _back(room: Room, event: Event, body: dict[str, Any]) -> None:
    if body["table"] <= len(room.tables):
        room.tables[body["table"] - 1].chairs[body["seat"]].stood_in = False


@_folds("anonymised")
def _anonymised(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.anonymous = True
    for player in room.players.values():
        player.name = f"#{player.id[1:]}"


@_folds("said")
def _said(room: Room, event: Event, body: dict[str, Any]) -> None:
    if body["table"] <= len(room.tables):
        room.tables[body["table"] - 1].messages.append(
            Message(event.at, body["seat"], body["to"], body["text"])
        )


@_folds("announced")
def _announced(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.announcement = body["text"]


@_folds("noted")
def _noted(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.notes.append(body["text"])


@_folds("restarted")
def _restarted(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.clock.skip(body["gap"])


# -- the course of the lesson -----------------------------------------------------------------
@_folds("tables")
def _tables(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.tables = set_tables(room.cast, body["seating"])
    if not room.cards and room.deck != "off":
        room.cards = {number: list(cards) for number, cards in room.plan.cards.items()}
    for player in room.players.values():
        player.table, player.seat = 0, ""
    for table in room.tables:
        for seat, chair in table.chairs.items():
            for one in chair.players:
                room.players[one].table, room.players[one].seat = table.number, seat


@_folds("phase")
def _phase(room: Room, event: Event, body: dict[str, Any]) -> None:
    before = room.step
    room.place = body["place"]
    room.phases.append(event.number)
    room.clock.start(event.at, room.step.ms if room.timed else 0)
    if room.phase == "reveal":
        room.played = room.step.round
    for table in room.tables:
        table.done = set()
        if before.phase in ("negotiate", "practice"):
            table.close_talks(before.round) if before.round else None
            table.threads = {} if before.phase == "practice" else table.threads
        if room.phase == "negotiate":
            table.open_talks(room.cast, room.round)
        if room.phase == "practice":
            table.open_practice(room.cast)


@_folds("paused")
def _paused(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.clock.pause(event.at)


@_folds("resumed")
def _resumed(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.clock.resume(event.at)


@_folds("stretched")
def _stretched(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.clock.stretch(event.at, body["ms"])


@_folds("frozen")
def _frozen(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.frozen = body["on"]
    room.clock.pause(event.at) if room.frozen else room.clock.resume(event.at)


@_folds("showing")
def _showing(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.show = body["view"]


@_folds("card")
def _card(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.drawn.setdefault(body["round"], []).append(body["card"])


@_folds("card_back")
def _card_back(room: Room, event: Event, body: dict[str, Any]) -> None:
    for deck in (room.drawn, room.cards):
        if body["card"] in deck.get(body["round"], ()):
            deck[body["round"]].remove(body["card"])
            return


@_folds("taken_back")
def _taken_back(room: Room, event: Event, body: dict[str, Any]) -> None:
    """Fold again without what was played since a number; the phase before goes on."""
    kept = [e for e in room.journal[:-1] if e.number < body["to"] or e.kind in KEPT]
    keys, paused = room.keys, room.clock.paused
    fresh = fold(kept)
    fresh.journal = [*kept, event]
    fresh.number, fresh.last_at, fresh.keys = event.number, max(room.last_at, event.at), keys
    left = fresh.clock.left(event.at)
    if fresh.clock.ms:
        fresh.clock.start(event.at, max(left, LEAST_AFTER_TAKING_BACK_MS))
    fresh.clock.paused = event.at if paused else 0
    room.__dict__.update(fresh.__dict__)


# -- play -------------------------------------------------------------------------------------
def _at_table(room: Room, body: dict[str, Any]) -> Table:
    return room.tables[body["table"] - 1]


@_folds("moved")
def _moved(room: Room, event: Event, body: dict[str, Any]) -> None:
    thread = _at_table(room, body).threads[body["thread"]]
    move = Move(body["action"], body.get("package", -1), body.get("version", 0))
    passed = room.passed(thread, event.at)
    thread.make(event.at, passed, body["seat"], move, body.get("why", ""))


@_folds("settled")
def _settled(room: Room, event: Event, body: dict[str, Any]) -> None:
    """Two stand-ins talked it out at once."""
    thread = _at_table(room, body).threads[body["thread"]]
    for round_, seat, action, package, version in body["moves"]:
        thread.make(event.at, round_ / 20, seat, Move(action, package, version))
    thread.close()


@_folds("undone")
def _undone(room: Room, event: Event, body: dict[str, Any]) -> None:
    _at_table(room, body).threads[body["thread"]].undo()


@_folds("lapsed")
def _lapsed(room: Room, event: Event, body: dict[str, Any]) -> None:
    _at_table(room, body).threads[body["thread"]].lapse()


@_folds("recorded")
def _recorded(room: Room, event: Event, body: dict[str, Any]) -> None:
    """A deal made on paper, typed in by the teacher; it takes the place of one made here."""
    made = _at_table(room, body).round(body["round"])
    made.signed = [one for one in made.signed if one.thread != body["thread"]]
    made.signed.append(Signature(body["thread"], body["package"], event.at, paper=True))


@_folds("planned")
def _planned(room: Room, event: Event, body: dict[str, Any]) -> None:
    _at_table(room, body).round(room.round).plans[body["seat"]] = dict(body["levers"])


@_folds("committed")
def _committed(room: Room, event: Event, body: dict[str, Any]) -> None:
    table = _at_table(room, body)
    made = table.round(room.round)
    made.plans[body["seat"]] = dict(body["levers"])
    made.sealed.add(body["seat"])
    if body.get("prediction"):
        made.predictions[body["seat"]] = body["prediction"]
    table.done.add(body["seat"])


@_folds("done")
def _done(room: Room, event: Event, body: dict[str, Any]) -> None:
    done = _at_table(room, body).done
    done.add(body["seat"]) if body["on"] else done.discard(body["seat"])


@_folds("ran")
def _ran(room: Room, event: Event, body: dict[str, Any]) -> None:
    """The months of a round have run; the digest says to what."""
    _at_table(room, body).digests[body["round"]] = body["digest"]


@_folds("answered")
def _answered(room: Room, event: Event, body: dict[str, Any]) -> None:
    room.players[body["player"]].answers[body["question"]] = body["answer"]
