"""What the class's tests share: a server in the test's process, and phones that talk to it."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
import time

import httpx
import uvicorn
from websockets.sync.client import connect

from game.server import create_app

PASSWORD = "TEST-TEST-TEST"
PATIENCE = 60.0  # nothing here waits for ever: a hang is a failure
keys = (f"key-of-a-test-{n:08d}" for n in itertools.count())


class Client(httpx.Client):
    """Plain requests to a server of the test's own; `app` is that server's application."""

    def __init__(self, url, app):
        super().__init__(base_url=url, timeout=PATIENCE, trust_env=False)
        self.url, self.app = url, app


@contextlib.contextmanager
def serving(place):
    """A client of a fresh server on a log, in a thread of this process."""
    app = create_app([], place, PASSWORD)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive() and time.monotonic() < end, "the server did not start"
        time.sleep(0.02)
    with Client(f"http://127.0.0.1:{listener.getsockname()[1]}", app) as client:
        yield client
    server.should_exit = True
    thread.join(PATIENCE)


def open_class(client, **asked):
    asked = {"password": PASSWORD, "plan": "lesson_50", "seed": 4, "timed": False, **asked}
    said = client.post("/api/rooms", json=asked).json()
    assert "refused" not in said, said
    return said["room"], said["token"]


def join(client, room, name="Aizhan", language="en", key=None):
    body = {"room": room, "name": name, "language": language, "key": key or next(keys)}
    said = client.post("/api/join", json=body).json()
    assert "refused" not in said, said
    return said


class Phone:
    """A seat's, desk's or projector's line; it keeps every byte it was sent."""

    def __init__(self, client, room, token="", role="seat"):
        self.stack = contextlib.ExitStack()
        self.line = self.stack.enter_context(connect(
            client.url.replace("http", "ws") + "/api/wire", max_size=2**23, proxy=None))
        self.raw = []
        self.parts = {}
        self.line.send(json.dumps({"room": room, "token": token, "role": role}))
        self.hear()

    def hear(self):
        """The next message; a closed line raises ConnectionClosed."""
        raw = self.line.recv(timeout=PATIENCE)
        self.raw.append(raw)
        said = json.loads(raw)
        if "parts" in said:
            self.parts.update(said["parts"])
        return said

    def send(self, **message):
        mark = message.setdefault("id", next(keys))
        self.line.send(json.dumps(message))
        while True:
            said = self.hear()
            if said.get("ack") == mark or said.get("answer") == mark:
                return said

    def act(self, do, **message):
        said = self.send(do=do, **message)
        assert "refused" not in said, said
        return said

    def refused(self, do, **message):
        said = self.send(do=do, **message)
        assert "refused" in said, said
        return said["refused"]["code"]

    def until(self, good, seconds=PATIENCE):
        """Listen until the screen is so; a failure says what the screen is instead."""
        end = time.monotonic() + seconds
        while not (self.parts and good(self.parts)):
            assert time.monotonic() < end, self.parts
            self.line.send(json.dumps({"ping": 1}))
            self.hear()
            time.sleep(0.02)
        return self.parts

    def close(self):
        self.stack.close()


class ClassInPlay:
    """A class with people at its seats, in the negotiation of its first round."""

    def __init__(self, client, people=8, **asked):
        self.client = client
        self.room, self.host = open_class(client, **asked)
        self.joined = [join(client, self.room, f"Person {n}") for n in range(people)]
        self.desk = Phone(client, self.room, self.host, "desk")
        self.desk.act("start")
        self.phones = {}
        for one in self.joined:
            phone = Phone(client, self.room, one["token"])
            phone.token = one["token"]
            mine = phone.parts["mine"]
            self.phones[mine["table"], mine["seat"]] = phone

    def to(self, phase):
        """Move on until a phase, with the railways of the moment run."""
        while self.desk.parts["desk"]["room"]["phase"] != phase:
            self.desk.act("next")
            self.desk.until(lambda parts: all(t["news"]["round"] for t in parts["desk"]["tables"]))
        for phone in self.phones.values():
            phone.until(lambda parts: parts["room"]["phase"] == phase)
            if phase in ("negotiate", "practice"):
                phone.until(lambda parts: all(
                    talk["reserve"] is not None for talk in parts["mine"]["talks"]))
        return self

    def talk(self, table, seat, thread):
        return next(one for one in self.phones[table, seat].parts["mine"]["talks"]
                    if one["thread"] == thread)  # fmt: skip
