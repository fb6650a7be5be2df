"""The house: all rooms of one server, who may open one, and who comes in at the door."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from game.cast import CastError, load_cast
from game.conduct import LANGUAGES
from game.event import HOST, HOUSE, Event
from game.live import LiveRoom
from game.log import Log, LogConflict, LogUnavailable, open_log
from game.plan import find_plan, load_plans
from game.refusal import LONGEST_NAME, Refusal, choice, flag, text, whole
from game.room import Room, fold
from game.seating import free_chair
from game.token import hashed, is_secret, new_code, new_password, new_token, tidy
from game.workshop import Workshop

logger = logging.getLogger("twogauges.class")
Found = TypeVar("Found")
DECKS = ("scheduled", "drawn", "off")
MOST_ROOMS, MOST_OPEN_PLACES = 24, 64
OPEN_ROOM_PLACES, SHORTEST_KEY = 64, 20
IDLE_MS = 6 * 3_600_000  # a practice room that nobody touched for so long counts no more


class House:
    """Rooms by code, the log under them, and the workshop beside them."""

    def __init__(self, place: str | Path, password: str = "") -> None:
        """Prepare; nothing is opened before `start`.

        Args:
            place: folder, file or URL of the log.
            password: the teacher's; made up where not given.
        """
        self.place = place
        self.password = password or new_password()
        self.workshop = Workshop()
        self.rooms: dict[str, LiveRoom] = {}
        self._hash = hashed(self.password)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log")
        self._log: Log | None = None
        self._opening: dict[str, asyncio.Lock] = {}
        self.stopped: asyncio.Event | None = None

    def open(self) -> None:
        """Open the log before any server runs, so that what hinders it can be said plainly.

        Raises:
            LogConflict: another server has the log.
            LogUnavailable: it cannot be opened.
        """
        self._log = self._thread.submit(open_log, self.place).result()

    async def start(self) -> None:
        """Open the log and warm the workshop.

        Raises:
            LogConflict: another server has the log.
            LogUnavailable: it cannot be opened.
        """
        if self._log is None:
            self._log = await self._in_thread(lambda: open_log(self.place))
        self.workshop.warm()

    async def stop(self) -> None:
        """Stop every room and close the log."""
        await asyncio.gather(*(room.stop() for room in self.rooms.values()))
        await self.workshop.close()
        if self._log is not None:
            await self._in_thread(self._log.close)
        self._thread.shutdown(wait=True)

    async def _in_thread(self, work: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @property
    def log(self) -> Log:
        """The log.

        Raises:
            LogUnavailable: the house has not been started.
        """
        if self._log is None:
            raise LogUnavailable("the log is not open yet")
        return self._log

    async def append(self, events: Sequence[Event]) -> None:
        """Keep events; returns when they are on disk."""
        try:
            await self._in_thread(lambda: self.log.append(events))
        except LogConflict as error:  # two servers on one log: this one must not go on
            logger.critical("%s", error)
            raise LogUnavailable(str(error)) from error

    async def redact(self, room: str, bodies: Mapping[int, dict[str, Any]]) -> None:
        """Write over bodies of events."""
        await self._in_thread(lambda: self.log.redact(room, bodies))

    # -- finding ------------------------------------------------------------------------------
    async def find(self, code: str) -> LiveRoom:
        """A room by its code, opened from the log when first asked for.

        Raises:
            Refusal: there is none.
        """
        code = tidy(code)[:12]
        if code in self.rooms:
            return self.rooms[code]
        async with self._opening.setdefault(code, asyncio.Lock()):
            if code not in self.rooms:
                try:
                    events = await self._in_thread(lambda: self.log.read(code))
                except LogUnavailable:
                    raise Refusal("log_unavailable") from None
                if not events:
                    self._opening.pop(code, None)
                    raise Refusal("no_room", code=code)
                self._take_in(events)
        return self.rooms[code]

    def _take_in(self, events: Sequence[Event]) -> LiveRoom:
        live = LiveRoom(events, self.append, self.workshop)
        self.rooms[live.code] = live
        live.start()
        return live

    async def codes(self) -> list[str]:
        """Codes of all rooms in the log, oldest first."""
        return await self._in_thread(lambda: self.log.rooms())

    def open_class(self) -> LiveRoom | None:
        """The class that a teacher opened last and that is not over; practice rooms aside."""
        going = [room for room in self.rooms.values()
                 if not room.room.self_run and room.room.phase != "closed"]  # fmt: skip
        return max(going, key=lambda live: live.room.opened_at, default=None)

    async def wake(self) -> None:
        """Open the latest class again after a restart, so that its clock goes on."""
        for code in reversed((await self.codes())[-8:]):
            if code in self.rooms:
                continue
            events = await self._in_thread(lambda code=code: self.log.read(code))
            room = fold(events)
            recent = time.time() * 1000 - room.last_at < IDLE_MS
            if recent and room.phase not in ("closed",):
                self._take_in(events)

    # -- opening ------------------------------------------------------------------------------
    def knows(self, password: Any) -> bool:
        """Tell whether a word is the teacher's password."""
        return isinstance(password, str) and is_secret(password.strip().upper(), self._hash)

    async def open_room(self, asked: Mapping[str, Any]) -> tuple[str, str]:
        """Open a room; gives its code and the token of its host.

        A class needs the teacher's password. A practice room, which runs itself, is for anyone.

        Raises:
            Refusal: no password, too many rooms, or a field is refused.
        """
        mine = self.knows(asked.get("password"))
        self_run = flag(asked, "self_run") if "self_run" in asked else False
        if not mine and not self_run:
            raise Refusal("wrong_password")
        body = self._read_options(asked, self_run)
        if not mine:
            self._room_for_practice(int(body["places"]))
        token = new_token()
        code = await self._free_code()
        now = int(time.time() * 1000)
        first = Event(code, 1, now, "opened", HOST, "", {**body, "host": hashed(token)})
        await self.append([first])
        self._take_in([first])
        return code, token

    async def _free_code(self) -> str:
        taken = set(await self.codes())
        while True:
            code = new_code()
            if code not in taken:
                return code

    def _room_for_practice(self, places: int) -> None:
        """Anyone may practise, but not so many at once that a class would be slow."""
        now = time.time() * 1000
        going = [live.room for live in self.rooms.values()
                 if live.room.self_run and live.room.phase != "closed"
                 and (live.lines or now - live.room.last_at < IDLE_MS / 36)]  # fmt: skip
        used = sum(max(1, len(room.present())) for room in going)
        if len(going) >= MOST_ROOMS or used + places > MOST_OPEN_PLACES + MOST_ROOMS:
            raise Refusal("too_many_rooms")

    def _read_options(self, asked: Mapping[str, Any], self_run: bool) -> dict[str, Any]:
        plan = choice(asked, "plan", load_plans())
        solo = plan == "solo"
        body: dict[str, Any] = {
            "plan": plan, "self_run": self_run,
            "language": choice(asked, "language", LANGUAGES) if "language" in asked else "en",
            "seed": whole(asked, "seed", 0, 2**31) if "seed" in asked
            else secrets.randbelow(10_000),
            "timed": flag(asked, "timed") if "timed" in asked else True,
            "places": whole(asked, "places", 1, OPEN_ROOM_PLACES) if "places" in asked
            else (1 if solo else OPEN_ROOM_PLACES),
            "deck": choice(asked, "deck", DECKS) if "deck" in asked else "scheduled",
            "real_names": flag(asked, "real_names") if "real_names" in asked else False,
        }  # fmt: skip
        if "tables" in asked:
            body["tables"] = whole(asked, "tables", 1, 8)
        if "rounds" in asked:
            body["rounds"] = whole(asked, "rounds", 1, 8)
        if "second" in asked:
            try:
                load_cast(str(asked["second"]))
            except CastError:
                allowed = ", ".join(load_cast().seats["east"].makers)
                raise Refusal("bad_field", field="second", allowed=allowed) from None
            body["second"] = asked["second"]
        find_plan(plan, body.get("rounds", 0))
        return body

    # -- coming in ----------------------------------------------------------------------------
    async def join(self, live: LiveRoom, asked: Mapping[str, Any]) -> tuple[str, str]:
        """Take a person in; gives the player's id and token.

        A phone that did not hear the answer asks again with the same key and the token it chose
        the first time, so that nobody sits down twice.

        Raises:
            Refusal: the room is full or over, or a field is refused.
        """
        name = text(asked, "name", LONGEST_NAME)
        language = choice(asked, "language", LANGUAGES)
        key = text(asked, "key", 64)
        if len(key) < SHORTEST_KEY:  # it must not be guessed: it gives a fresh token
            raise Refusal("bad_field", field="key", allowed=f"{SHORTEST_KEY} … 64")
        token = new_token()

        def judged(room: Room, now: int) -> list[tuple[str, dict[str, Any]]]:
            return _joining(room, name, language, hashed(token))

        number = await live.do(f"{HOUSE}:join", key, judged)
        event = next(e for e in reversed(live.room.journal) if e.number == number)
        player = event.body["player"]
        if live.player_of(token) is None:  # asked again: a fresh token for the same person
            await live.do(HOUSE, "", lambda room, now: [
                ("token", {"player": player, "token": hashed(token)})])  # fmt: skip
        return player, token

    async def come_back(self, live: LiveRoom, ticket: str) -> tuple[str, str]:
        """Let a seat move to another phone; the old phone's token holds no more.

        Raises:
            Refusal: the ticket is wrong, used or too old.
        """
        token, found = new_token(), ""

        def judged(room: Room, now: int) -> list[tuple[str, dict[str, Any]]]:
            nonlocal found
            for player in room.present():
                fits = bool(player.ticket) and is_secret(tidy(ticket), player.ticket)
                if fits and now <= player.ticket_until:
                    found = player.id
                    return [("token", {"player": player.id, "token": hashed(token)})]
            raise Refusal("wrong_ticket")

        await live.do(HOUSE, "", judged)
        return found, token

    async def sign_in(self, live: LiveRoom, password: Any) -> str:
        """Give another of the teacher's machines a token.

        Raises:
            Refusal: the password is wrong.
        """
        if not self.knows(password):
            raise Refusal("wrong_password")
        token = new_token()
        await live.do(HOST, "", lambda room, now: [("hosted", {"host": hashed(token)})])
        return token


def _joining(
    room: Room, name: str, language: str, token: str
) -> list[tuple[str, dict[str, Any]]]:
    if room.phase == "closed":
        raise Refusal("lesson_over")
    if len(room.present()) >= room.places:
        raise Refusal("room_full", most=room.places)
    taken = {player.name.casefold() for player in room.present()}
    shown, number = name, 2
    while shown.casefold() in taken:
        shown, number = f"{name[: LONGEST_NAME - 3]} {number}", number + 1
    player = f"p{len(room.players) + 1}"
    made: list[tuple[str, dict[str, Any]]] = [
        ("joined", {"player": player, "name": shown, "language": language, "token": token})
    ]
    if room.tables:
        table, seat = free_chair(room)
        made.append(("seated", {"player": player, "table": table, "seat": seat}))
    return made
