"""A live room: one class at work. All that happens to it goes through one queue.

Actions are judged and folded in the order they come; what they make is appended to the log in one
go; only then is anybody answered or shown anything. While the log cannot be written, everything
waits and the screens say so.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from game.conduct import Bench, judge
from game.desk import judge_desk
from game.event import HOST, HOUSE, Event, canonical
from game.line import DESK, SEAT, Line
from game.log import LogUnavailable
from game.options import Options
from game.projector import projector_part
from game.reading import Reading
from game.refusal import Refusal
from game.room import Player, Room, apply, fold
from game.screen import film_part, news_part, own_part, room_part, table_part
from game.table import Table
from game.teacher import teacher_part
from game.tending import due
from game.token import is_secret
from game.workshop import LATER, URGENT, Workshop, WorkshopError
from game.worth import Weigher

logger = logging.getLogger("twogauges.class")
Made = Sequence[tuple[str, dict[str, Any]]]
Judge = Callable[[Room, int], Made]
TICK_S, LONGEST_PAUSE_S, GOODBYE_S = 0.2, 2.0, 0.5
SHORT_MS = 4000  # a phone that comes back within this was never shown as away
CHANGE_THE_COURSE = {"phase", "taken_back", "tables", "recorded", "opened"}


@dataclass
class Job:
    """Something to be judged in its turn, and who waits for the outcome."""

    who: str
    key: str
    judge: Judge
    done: asyncio.Future[int]
    events: list[Event] = field(default_factory=list[Event])
    refused: Refusal | None = None
    number: int = 0


@dataclass
class Weighing:
    """A reading with what was weighed by it."""

    reading: Reading
    agendas: dict[Any, Any] = field(default_factory=dict[Any, Any])
    packages: dict[Any, Any] = field(default_factory=dict[Any, Any])
    dependence: dict[str, float] = field(default_factory=dict[str, float])


class LiveRoom:
    """A room with its queue, its lines and its tables' railways."""

    def __init__(
        self, events: Sequence[Event], append: Callable[[Sequence[Event]], Awaitable[None]],
        workshop: Workshop, clock: Callable[[], int] = lambda: int(time.time() * 1000),
    ) -> None:  # fmt: skip
        """Fold the room from its events.

        Args:
            events: all events of the room, the first being `opened`.
            append: keeps events in the log; returns when they are on disk.
            workshop: where railways run.
            clock: the server's time in milliseconds.
        """
        self.room = fold(events)
        self.append = append
        self.workshop = workshop
        self.clock = clock
        self.lines: set[Line] = set()
        self.seen: dict[str, int] = {}
        self.refused = 0
        self.held = False
        self.code = self.room.code
        self._queue: asyncio.Queue[Job] = asyncio.Queue()
        self._weighings: dict[str, Weighing] = {}
        self._keys: dict[tuple[int, int], str] = {}
        self._asked: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._show_again_at = 0
        self._started = self.now()
        self._course_changed = True

    # -- time ---------------------------------------------------------------------------------
    def now(self) -> int:
        """The server's time; never before the last event's, should the machine's clock jump."""
        return max(self.clock(), self.room.last_at)

    # -- the queue ----------------------------------------------------------------------------
    def start(self) -> None:
        """Begin to work, and skip the time in which no server ran."""
        if self.room.clock.ms and not self.room.clock.paused:
            gap = self.now() - self.room.last_at
            self._put(Job(HOUSE, "", lambda room, now: [("restarted", {"gap": gap})],
                          asyncio.get_running_loop().create_future()))  # fmt: skip
        for work in (self._work(), self._tick()):
            self._keep(asyncio.create_task(work))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_tell_of_failure)

    async def stop(self) -> None:
        """Stop working; what was acknowledged is in the log."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in list(self.lines):
            line.close("server_stops")

    def _put(self, job: Job) -> Job:
        self._queue.put_nowait(job)
        return job

    async def do(self, who: str, key: str, judged: Judge) -> int:
        """Have something judged in its turn; gives the number of the event it made.

        Raises:
            Refusal: it is refused.
        """
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._put(Job(who, key, judged, done))
        return await done

    async def act(self, player: str, key: str, action: Mapping[str, Any]) -> int:
        """Have a player's action judged.

        Raises:
            Refusal: it is refused.
        """

        def judged(room: Room, now: int) -> Made:
            return judge(Bench(room, room.players[player], now, self.weigher), action)

        return await self.do(player, key, judged)

    async def act_at_desk(self, key: str, action: Mapping[str, Any]) -> int:
        """Have a teacher's action judged.

        Raises:
            Refusal: it is refused.
        """
        return await self.do(HOST, key, lambda room, now: judge_desk(room, now, action))

    async def _work(self) -> None:
        while True:
            jobs = [await self._queue.get()]
            while not self._queue.empty():
                jobs.append(self._queue.get_nowait())
            for job in jobs:
                self._judge(job)
            events = [event for job in jobs for event in job.events]
            if events:
                await self._commit(events)
            for job in jobs:
                _answer(job)
            if events:
                self._follow(events)
                self.publish()

    def _judge(self, job: Job) -> None:
        """Judge a job and fold what it makes; a job that came before is answered as it was."""
        known = self.room.keys.get((job.who, job.key)) if job.key else None
        if known is not None:
            job.number = known
            return
        try:
            made = job.judge(self.room, self.now())
        except Refusal as refusal:
            job.refused = refusal
            return
        except Exception:
            logger.exception("%s: judging failed", self.code)
            job.refused = Refusal("broken")
            return
        self._fold(job, made)

    def _fold(self, job: Job, made: Made) -> None:
        before, now = list(self.room.journal), self.now()
        number, at = self.room.number, self.room.last_at
        keys = dict(self.room.keys) if job.key else None
        for place, (kind, body) in enumerate(made):
            key = job.key if place == 0 else ""
            event = Event(self.code, self.room.number + 1, now, kind, job.who, key, body)
            try:
                apply(self.room, event)
            except Exception:
                logger.exception("%s: %s could not be folded", self.code, kind)
                self._unfold(before, number, at, keys)
                job.events, job.refused = [], Refusal("broken")
                return
            job.events.append(event)
        job.number = self.room.number

    def _unfold(
        self, journal: list[Event], number: int, at: int, keys: dict[tuple[str, str], int] | None
    ) -> None:
        """Go back to the state before an event that could not be folded."""
        old = self.room
        self.room = fold(journal)
        self.room.number, self.room.last_at = number, at
        self.room.keys = old.keys if keys is None else keys

    async def _commit(self, events: list[Event]) -> None:
        """Append, and go on trying while the log cannot be written."""
        pause = 0.05
        while True:
            try:
                await self.append(events)
                break
            except LogUnavailable as error:
                if not self.held:
                    logger.error("%s: the log cannot be written: %s", self.code, error)
                    self.held = True
                    self._say_held()
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE_S, pause * 1.6)
        self.held = False

    def _say_held(self) -> None:
        """Tell every screen that nothing is saved just now; not what waits to be saved."""
        for line in self.lines:
            line.reply(held=True)

    def _follow(self, events: list[Event]) -> None:
        """See to what events bring about beside the state."""
        kinds = {event.kind for event in events}
        if kinds & CHANGE_THE_COURSE:
            self._course_changed = True
        if any(e.kind in ("moved", "settled") for e in events):
            self._show_again_at = self.now() + self.room.cast.rules["undo_seconds"] * 1000 + 50
        if kinds & {"token", "kicked"}:
            self._hang_up()
        if "left" in kinds:  # the answer goes out before the line is closed
            asyncio.get_running_loop().call_later(GOODBYE_S, self._hang_up)

    def _hang_up(self) -> None:
        """Close the lines of tokens that hold no more."""
        for line in list(self.lines):
            player = self.room.players.get(line.player)
            if line.role == SEAT and (player is None or not is_token_of(player, line.token)):
                line.close("token_gone")

    # -- tending ------------------------------------------------------------------------------
    async def _tick(self) -> None:
        while True:
            if self._course_changed:
                self._course_changed = False
                self._ask_for_readings()
            if self._queue.empty() and not self.held:
                away = self.away()
                if due(self.room, self.now(), self.weigher, away):
                    self._put(Job(HOUSE, "", lambda room, now: due(
                        room, now, self.weigher, self.away()),
                        asyncio.get_running_loop().create_future()))  # fmt: skip
                if self._show_again_at and self.now() >= self._show_again_at:
                    self._show_again_at = 0
                    self.publish()
            await asyncio.sleep(TICK_S)

    def away(self) -> dict[str, int]:
        """By player who is not on the line, since when."""
        on = {line.player for line in self.lines if line.role == SEAT}
        return {player.id: max(self.seen.get(player.id, self._started), self._started)
                for player in self.room.present() if player.id not in on}  # fmt: skip

    # -- railways -----------------------------------------------------------------------------
    def options(self, upto: int) -> Options:
        """What the class's railways share, with the cards of the rounds played."""
        cards = tuple(tuple(self.room.cards_of(number)) for number in range(1, upto + 1))
        return Options(self.room.seed, self.room.deck, self.room.cast.makers["east"], cards)

    def decisions(self, table: Table, upto: int) -> list[dict[str, Any]]:
        """What a table decided in its rounds up to one."""
        return table.decisions(self.room.cast, upto)

    def _key(self, table: Table, upto: int) -> str:
        options = self.options(upto)
        cards = [list(dealt) for dealt in options.cards]
        return canonical([options.seed, options.deck, options.second, cards,
                          self.decisions(table, upto)])  # fmt: skip

    def _ask_for_readings(self) -> None:
        self._keys = {(table.number, upto): self._key(table, upto)
                      for table in self.room.tables for upto in range(self.room.played + 1)}
        for (number, upto), key in sorted(self._keys.items()):
            if key not in self._weighings and key not in self._asked:
                self._asked.add(key)
                table = self.room.tables[number - 1]
                self._keep(asyncio.create_task(self._read(key, table, upto)))

    async def _read(self, key: str, table: Table, upto: int) -> None:
        """Have a railway run in the workshop, and note what came of it."""
        args = self.options(upto), self.decisions(table, upto)
        try:
            reading = await self.workshop.ask("read", *args, urgency=URGENT)
        except WorkshopError:
            logger.exception("%s: table %d, round %d could not run", self.code, table.number, upto)
            await asyncio.sleep(1.0)
            self._course_changed = True
            return
        finally:
            self._asked.discard(key)
        self._weighings[key] = Weighing(reading)
        self._note_digest(table.number, upto, reading.digest)
        self.publish()
        if upto == self.room.played:
            await self._take_makers_away(self._weighings[key], args)

    async def _take_makers_away(self, one: Weighing, args: tuple[Any, ...]) -> None:
        """Have it measured what each maker's silence would cost; nothing waits for it."""
        try:
            one.dependence = await self.workshop.ask("dependence", *args, urgency=LATER)
        except WorkshopError:
            logger.exception("%s: dependence could not be measured", self.code)
        self.publish()

    def _note_digest(self, number: int, upto: int, digest: str) -> None:
        def judged(room: Room, now: int) -> Made:
            if number > len(room.tables) or room.played < upto or not upto:
                return []
            if room.tables[number - 1].digests.get(upto) == digest:
                return []
            return [("ran", {"table": number, "round": upto, "digest": digest})]

        self._put(Job(HOUSE, "", judged, asyncio.get_running_loop().create_future()))

    def reading(self, table: Table, upto: int | None = None) -> Reading | None:
        """A table's reading after some rounds, after all played where not said; None if not yet."""
        number = self.room.played if upto is None else upto
        one = self._weighings.get(self._keys.get((table.number, number), ""))
        return one.reading if one else None

    def dependence(self, table: Table) -> dict[str, float]:
        """Share of tonne-km lost by each maker's silence from now on; empty while not measured."""
        one = self._weighings.get(self._keys.get((table.number, self.room.played), ""))
        return one.dependence if one else {}

    def weigher(self, table: Table) -> Weigher | None:
        """Who weighs packages at a table now; None while its railway is still running."""
        return self.weigher_after(table, self.room.played)

    def weigher_after(self, table: Table, upto: int) -> Weigher | None:
        """Who weighed packages at a table after some rounds."""
        one = self._weighings.get(self._keys.get((table.number, upto), ""))
        if one is None:
            return None
        return Weigher(self.room.cast, one.reading, table, one.agendas, one.packages)

    # -- screens ------------------------------------------------------------------------------
    def publish(self) -> None:
        """Send every line what changed for it."""
        if not self.lines:
            return
        shelf = Shelf(self)
        for line in self.lines:
            line.show(shelf.parts(line), self.room.number, self.now())

    def parts_of(self, line: Line) -> dict[str, str]:
        """All parts of one line's screen, as JSON."""
        return Shelf(self).parts(line)

    def hang_on(self, line: Line) -> None:
        """Take a line in and show it everything."""
        self.lines.add(line)
        self.publish()

    def let_go(self, line: Line) -> None:
        """Forget a line."""
        self.lines.discard(line)
        if line.role == SEAT:
            self.seen[line.player] = self.now()
        self.publish()

    def player_of(self, token: str) -> Player | None:
        """The player who holds a token."""
        return next((player for player in self.room.players.values()
                     if is_token_of(player, token)), None)  # fmt: skip

    def is_host(self, token: str) -> bool:
        """Tell whether a token is a teacher's of this room."""
        return any([is_secret(token, kept) for kept in self.room.hosts])


def is_token_of(player: Player, token: str) -> bool:
    """Tell whether a token is a player's own, and the player still there."""
    return bool(player.token) and is_secret(token, player.token) and not player.gone


class Shelf:
    """Parts of screens made for one publishing, each at most once."""

    def __init__(self, live: LiveRoom) -> None:
        """Take the room as it stands."""
        self.live = live
        self.now = live.now()
        self.made: dict[tuple[str, int], str] = {}
        self.off = {player for player, since in live.away().items()
                    if self.now - since >= SHORT_MS}  # fmt: skip

    def parts(self, line: Line) -> dict[str, str]:
        """The parts of one line's screen."""
        live, room = self.live, self.live.room
        if line.role == DESK:
            return {"desk": self._once("desk", 0, self._desk)}
        if line.role != SEAT:
            return {"show": self._once("show", 0, self._projector)}
        player = room.players[line.player]
        table = room.table_of(player)
        shown = {"room": self._once("room", 0, lambda: room_part(room, self.now, live.held))}
        if table is not None:
            number, reading = table.number, live.reading(table)
            shown["table"] = self._once("table", number, lambda: table_part(
                room, table, self.now, self.off))  # fmt: skip
            shown["news"] = self._once("news", number, lambda: news_part(reading))
            shown["film"] = self._once("film", number, lambda: film_part(room, reading))
        shown["mine"] = _text(self._own(player, table))
        return shown

    def _once(self, name: str, number: int, make: Callable[[], Any]) -> str:
        if (name, number) not in self.made:
            self.made[name, number] = _text(make())
        return self.made[name, number]

    def _own(self, player: Player, table: Table | None) -> dict[str, Any]:
        live = self.live
        points: list[list[Any]] = []
        weigher = None
        if table is not None:
            weigher = live.weigher(table)
            readings = [live.reading(table, n) for n in range(1, live.room.played + 1)]
            points = [[[name, round(value, 4), round(got, 1)] for name, value, got
                       in reading.points.get(player.seat, ())] for reading in readings if reading]
        return own_part(live.room, player, weigher, points, self.now)

    def _readings(self) -> dict[int, Reading | None]:
        return {table.number: self.live.reading(table) for table in self.live.room.tables}

    def _desk(self) -> dict[str, Any]:
        live = self.live
        seen = {player.id: (live.seen.get(player.id, -1) if player.id in self.off else 0)
                for player in live.room.present()}  # fmt: skip
        return teacher_part(live.room, self._readings(), seen, live.refused, self.now, live.held)

    def _projector(self) -> dict[str, Any]:
        live = self.live
        lost = {table.number: live.dependence(table) for table in live.room.tables}
        return projector_part(live.room, self._readings(), lost, self.now, live.held)


def _text(part: Any) -> str:
    return json.dumps(part, separators=(",", ":"), ensure_ascii=False)


def _answer(job: Job) -> None:
    if job.done.done():
        return
    if job.refused is not None:
        job.done.set_exception(job.refused)
        job.done.exception()  # the house's own jobs have nobody who waits
    else:
        job.done.set_result(job.number)


def _tell_of_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("a task failed", exc_info=task.exception())
