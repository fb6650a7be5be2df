"""Following: a browser's own ear on answers and inquiries; nothing here is shared between them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import solara

from viz.answer import Answer, Answers
from viz.inquiry import Findings, Inquiries, Question
from viz.setting import Setting
from viz.workshop import workshop

T = TypeVar("T")
Follow = Callable[[Callable[[Any], None]], Callable[[], None]]


@lru_cache(maxsize=1)
def answers() -> Answers:
    """The server's answers."""
    return Answers(workshop())


@lru_cache(maxsize=1)
def inquiries() -> Inquiries:
    """The server's inquiries."""
    return Inquiries(workshop())


def use_answer(setting: Setting | None) -> tuple[Answer | None, bool]:
    """Follow a setting; gives the newest answer there is and whether it is that setting's.

    While a new setting's first look is awaited, the old one's answer stays on the screen.
    """
    found = _use_follow(setting, lambda told: answers().follow(setting, told) if setting else None)
    return (found, found.setting == setting) if found is not None else (None, False)


def use_findings(question: Question | None) -> Findings | None:
    """Follow an inquiry; nothing while it has none."""
    found = _use_follow(
        question, lambda told: inquiries().follow(question, told) if question else None
    )
    return found if found is not None and found.question == question else None


def _use_follow(key: object, follow: Callable[[Callable[[Any], None]], Any]) -> Any:
    """Hear from a workshop's thread in a thread of this browser's own, newest word only."""
    heard, set_heard = solara.use_state((0, None))

    def listen() -> Callable[[], None]:
        inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        leave = follow(inbox.put) if key is not None else None

        def hear() -> None:
            while (one := _newest(inbox)) is not None:
                set_heard(lambda old, one=one: (old[0] + 1, one))

        def end() -> None:
            if leave is not None:
                leave()
            inbox.put(None)

        threading.Thread(target=hear, daemon=True).start()
        return end

    solara.use_effect(listen, [key])
    return heard[1]


def _newest(inbox: queue.SimpleQueue[Any]) -> Any:
    """Wait for a word and skip to the last one that is there; nothing ends the listening."""
    one = inbox.get()
    while one is not None and not inbox.empty():
        one = inbox.get()
    return one
