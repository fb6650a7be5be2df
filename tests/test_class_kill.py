"""The server killed at random moments of a class, and the database stopped: nothing is lost.

`python -m tests.test_class_kill 50` kills so many times and prints how long each restart took until
a phone was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from game.bots import gather_class, play_class
from game.digest import class_digest
from game.log import open_log
from game.replay import play_again, read_class
from game.room import fold
from tests.postgres import postgres  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parent.parent
SERVE = """
import socket, sys, uvicorn
from game.server import create_app
uvicorn.run(create_app([], sys.argv[2], "TEST-TEST-TEST"), port=int(sys.argv[1]), log_level="error")
"""
KILLS = int(os.environ.get("TWOGAUGES_KILLS", "5"))  # `python -m tests.test_class_kill 50` for more


class Server:
    """A server that may be killed and comes back on the same port and log."""

    def __init__(self, place):
        self.place = str(place)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.child = None

    def start(self):
        words = [sys.executable, "-c", SERVE, str(self.port), self.place]
        self.child = subprocess.Popen(words, cwd=ROOT)

    async def healthy(self):
        async with httpx.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    await client.get(self.url + "/health", timeout=1)
                    return
                except httpx.HTTPError:
                    assert self.child.poll() is None, "the server ended by itself"
                    await asyncio.sleep(0.05)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()


def state_of(place, room):
    """What the log says of a class: its digest, and the keys of its events by number."""
    events, _ = read_class(place, room)
    folded = fold(events)
    played = play_again(folded)
    railways = {one.table.number: one.digest for one in played}
    return class_digest(folded, railways), events, folded


async def undisturbed(place, seats, seed, rounds):
    server = Server(place)
    server.start()
    await server.healthy()
    one = await gather_class(server.url, seats, seed, rounds=rounds)
    await play_class(one, lambda line: None)
    await asyncio.gather(*(bot.phone.stop() for bot in one.bots), one.host.stop())
    server.kill()
    return one.room


async def disturbed(place, seats, seed, rounds, trouble):
    """Play a class while `trouble(server, playing)` goes on; gives the class and what it gives."""
    server = Server(place)
    server.start()
    await server.healthy()
    one = await gather_class(server.url, seats, seed, rounds=rounds)
    playing = asyncio.create_task(play_class(one, lambda line: None))
    try:
        found = await trouble(server, playing, one)
        await playing
    finally:
        playing.cancel()
        await asyncio.gather(*(bot.phone.stop() for bot in one.bots), one.host.stop())
        server.kill()
    return one, found


def killing(luck, times):
    """Kill the server at random moments and start it again.

    Gives seconds until it answered at all, and until a phone's action was acknowledged.
    """

    async def trouble(server, playing, one):
        back = []
        while len(back) < times and not playing.done():
            await asyncio.sleep(luck.random() * 1.2)
            server.kill()
            began = time.monotonic()
            server.start()
            await server.healthy()
            up = time.monotonic() - began
            acked = sum(len(bot.phone.acknowledged) for bot in one.bots)
            while not playing.done() and time.monotonic() - began < 30:
                if sum(len(bot.phone.acknowledged) for bot in one.bots) > acked:
                    break
                if all(bot.phone.parts and not bot.phone._waiting for bot in one.bots):
                    break  # everybody is on again, and nobody waits for an answer
                await asyncio.sleep(0.01)
            back.append((up, time.monotonic() - began))
        return back

    return trouble


def check(place, one, reference):
    digest, events, folded = state_of(place, one.room)
    keys = [(e.who, e.key) for e in events if e.key]
    assert len(keys) == len(set(keys)), "an action stands twice"
    assert [e.number for e in events] == list(range(1, len(events) + 1)), "a gap in the log"
    logged = {e.key: e.number for e in events if e.key}
    acknowledged = [pair for bot in one.bots for pair in bot.phone.acknowledged]
    lost = [key for key, number in acknowledged if logged.get(key) != number]
    assert acknowledged and not lost, f"{len(lost)} acknowledged actions are not in the log"
    assert folded.phase == "debrief"
    assert digest == reference


@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_lost_or_doubled(tmp_path):
    room = asyncio.run(undisturbed(tmp_path / "calm", 8, 5, 1))
    reference = state_of(str(tmp_path / "calm"), room)[0]
    luck, kills, number = random.Random(11), 0, 0
    while kills < KILLS:
        number += 1
        place = tmp_path / f"wild{number}"
        one, back = asyncio.run(disturbed(place, 8, 5, 1, killing(luck, KILLS - kills)))
        check(str(place), one, reference)
        assert back, "the class was over before anything happened"
        kills += len(back)


@pytest.mark.slow
def test_the_same_with_postgresql_stopped_and_started(postgres, tmp_path):  # noqa: F811
    room = asyncio.run(undisturbed(tmp_path / "calm", 8, 6, 1))
    reference = state_of(str(tmp_path / "calm"), room)[0]
    place = postgres.fresh()
    luck = random.Random(12)

    async def trouble(server, playing, one):
        stops = 0
        while stops < 3 and not playing.done():
            await asyncio.sleep(luck.random() * 1.0)
            how = ("fast", "immediate")[stops % 2]
            await asyncio.to_thread(postgres.stop, how)
            await asyncio.sleep(luck.random() * 1.5)
            await asyncio.to_thread(postgres.start)
            stops += 1
        return stops

    one, stops = asyncio.run(disturbed(place, 8, 6, 1, trouble))
    assert stops >= 2
    check(place, one, reference)


@pytest.mark.slow
def test_killed_while_it_writes_to_postgresql(postgres, tmp_path):  # noqa: F811
    room = asyncio.run(undisturbed(tmp_path / "calm", 8, 6, 1))
    reference = state_of(str(tmp_path / "calm"), room)[0]
    place = postgres.fresh()
    one, back = asyncio.run(disturbed(place, 8, 6, 1, killing(random.Random(13), 3)))
    assert back
    check(place, one, reference)


def main():
    """Kill a server some times and print how long it took until it answered again."""
    import statistics
    import tempfile

    parser = argparse.ArgumentParser()
    parser.add_argument("kills", type=int)
    kills = parser.parse_args().kills
    folder = Path(tempfile.mkdtemp(prefix="twogauges-kill-"))
    room = asyncio.run(undisturbed(folder / "calm", 8, 5, 2))
    reference = state_of(str(folder / "calm"), room)[0]
    luck, all_back, number = random.Random(11), [], 0
    while len(all_back) < kills:
        number += 1
        place = folder / f"wild{number}"
        left = kills - len(all_back)
        one, back = asyncio.run(disturbed(place, 8, 5, 2, killing(luck, left)))
        check(str(place), one, reference)
        all_back += back
        log = open_log(place, alone=False)
        print(f"class {one.room}: {len(back)} kills, {len(log.read(one.room))} events, same hash")
        log.close()
    for place, name in enumerate(("server_up_s", "phone_answered_s")):
        values = [pair[place] for pair in all_back]
        print(f"{name}: median {statistics.median(values):.2f}, max {max(values):.2f}")
    print(json.dumps({"kills": len(all_back), "classes": number, "hash": reference}))


if __name__ == "__main__":
    main()
