"""Four phones, a desk and a wall in real browsers play a short class, in three languages.

Each test stands alone: another worker may have played the class.
"""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest

from game.catalogue import read_catalogue
from tests.class_room import PASSWORD, serving

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
WORDS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
PATIENCE = 120_000  # ms; a timeout only, nothing is judged by it
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
PEOPLE = [("Айжан", "kk"), ("Тимур", "ru"), ("Li Wei", "en"), ("<b>Дана</b>", "kk")]
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => !one.closest(".scroll") && one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 120))"""
WIDTH = {"phone": 390, "desk": 1280}


class Pages:
    """Pages of one browser; what they say on the console and whom they ask is kept."""

    def __init__(self, browser, base):
        self.browser, self.base, self.console, self.asked = browser, base, [], []

    def open(self, path, language, kind="phone"):
        context = self.browser.new_context(viewport={"width": WIDTH[kind], "height": 844},
                                           locale=LOCALES[language])  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.console.append(said.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda one: self.asked.append(one.url))
        page.on("dialog", lambda one: one.accept())
        page.goto(self.base + path)
        return page


def looks_right(page, language):
    """Nothing wider than the screen, no word missing, nothing unfilled."""
    wide, most = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= most, f"{page.url} is {wide} wide on {most}: {page.evaluate(TOO_WIDE)}"
    text = page.locator("body").inner_text()
    assert not re.search(r"⟨|\{\w+\}|undefined|NaN", text), text
    assert page.evaluate("document.documentElement.lang") == language


def word(language, key):
    return read_catalogue(language)[key]


@pytest.fixture(scope="module")
def lesson(chromium_path, tmp_path_factory):
    """A class opened at a desk in the browser, four phones in it, a wall beside it."""
    with serving(tmp_path_factory.mktemp("class")) as client, playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=WORDS)
        pages = Pages(browser, client.url)
        desk = pages.open("/teach", "ru", "desk")
        desk.fill("#password", PASSWORD)
        desk.fill("input[inputmode=numeric]", "5")  # the class's luck
        desk.locator("form button.big").click()
        code = desk.locator(".giant").inner_text()
        phones = []
        for name, language in PEOPLE:
            phone = pages.open("/join", language)
            phone.fill("#code", code.lower())
            phone.fill("#name", name)
            phone.locator("form button.big").click()
            phone.locator(".waiting").wait_for()
            looks_right(phone, language)
            phones.append((phone, language))
        wall = pages.open(f"/show/{code}", "kk", "desk")
        wall.locator(".giant").wait_for()
        yield {"pages": pages, "desk": desk, "phones": phones, "wall": wall, "code": code,
               "client": client}  # fmt: skip
        browser.close()


def step(lesson, phase):
    """Let the teacher press on until the phones are in a phase."""
    lesson["desk"].locator(".controls .go").first.click()
    for phone, language in lesson["phones"]:
        phone.locator(".top .when", has_text=word(language, f"phase.{phase}")).wait_for()


def test_four_phones_play_a_class_to_its_debrief(lesson):
    desk, phones, wall = lesson["desk"], lesson["phones"], lesson["wall"]
    assert desk.locator(".names span").count() == 4
    assert "<b>Дана</b>" in wall.locator(".names").inner_text(), "a name is text, never a tag"
    step(lesson, "briefing")
    for phone, language in phones:
        phone.locator("fieldset .choice").nth(1).click()
        phone.locator(".choice.on").wait_for()
        looks_right(phone, language)
    step(lesson, "practice")
    step(lesson, "news")
    for phone, language in phones:
        phone.locator(".figures dd").first.wait_for()
        assert phone.locator(".card.private li").count() >= 3, "what only this seat knows"
        looks_right(phone, language)
    wall.locator("svg.map line").first.wait_for()
    step(lesson, "negotiate")
    bargain(lesson)
    step(lesson, "commit")
    for phone, language in phones:
        phone.locator(".foretell label").nth(2).click()
        phone.locator("button.send").click()
        phone.locator(".standing.signed, .map-frame").first.wait_for()
        looks_right(phone, language)
    for phone, language in phones:  # all have sealed: the phase ends by itself
        phone.locator(".map-frame svg").wait_for()
        phone.locator(".points li").first.wait_for()
        looks_right(phone, language)
    looks_right(wall, "kk")
    debrief(lesson)


def seat_of(lesson, name):
    return next((phone, language) for phone, language in lesson["phones"]
                if phone.locator(".top .who strong").inner_text() == word(language, name))


def bargain(lesson):
    """The railway offers the government works, step by step; the government signs."""
    railway, spoken = seat_of(lesson, "seat.operator.name")
    government, other = seat_of(lesson, "seat.government.name")
    railway.locator(".thread", has_text=word(spoken, "sheet.works_budget.title")).click()
    railway.locator(".meter strong").first.wait_for()
    shown = railway.locator(".stepper output").first.inner_text()
    railway.locator(".stepper button").nth(1).click()
    assert railway.locator(".stepper output").first.inner_text() != shown
    looks_right(railway, spoken)
    railway.locator("button.send").click()
    government.locator(".tabs .dot").wait_for()  # the news of it comes by itself
    government.locator(".thread.in").first.click()
    government.locator(".standing.theirs .meter").wait_for()
    looks_right(government, other)
    government.locator("button.accept").click()
    government.locator(".standing.signed").wait_for()
    railway.locator(".standing.signed").wait_for()
    railway.reload()  # a refreshed phone is back in its seat, with what it signed
    railway.locator(".thread.over").first.wait_for()
    railway.context.set_offline(True)
    railway.evaluate("window.dispatchEvent(new Event('offline'))")
    railway.context.set_offline(False)
    railway.locator(".tabs button").nth(1).click()
    railway.locator("details.say summary").click()
    railway.fill("#say-text", "<i>сәлем</i>")
    railway.locator(".say form button").click()
    government.locator("button.back").click()
    government.locator("details.say summary").click()
    government.locator(".say li", has_text="<i>сәлем</i>").wait_for()
    assert government.locator(".say li i").count() == 0


def debrief(lesson):
    """Cards on the table: for the teacher with a laboratory, for phones as they hold it."""
    desk, phones = lesson["desk"], lesson["phones"]
    desk.locator(".wide > .controls button", has_text=word("ru", "desk.wrap_up")).click()
    for phone, language in phones:
        phone.locator("a.big").wait_for()
        looks_right(phone, language)
    phone, language = phones[0]
    phone.locator("a.big").click()
    phone.locator(".strip span").first.wait_for()
    looks_right(phone, language)
    board = desk.context.new_page()
    board.goto(f"{lesson['pages'].base}/debrief/{lesson['code']}?lang=ru")
    board.locator(".strip span").first.wait_for()
    board.locator("button", has_text=word("ru", "debrief.run_again")).click()
    board.locator("[aria-live=polite] table").wait_for()
    board.locator("button", has_text=word("ru", "debrief.fall_do")).click()
    board.locator("svg.fall").wait_for()
    looks_right(board, "ru")
    paper = desk.context.new_page()
    paper.goto(f"{lesson['pages'].base}/paper/{lesson['code']}?what=handout&lang=kk")
    paper.locator("article.page").nth(1).wait_for()
    looks_right(paper, "kk")
    assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(format="A4"))) <= 2


def test_a_swapped_phone_takes_its_seat_along(lesson):
    phone, language = lesson["phones"][3]
    if "/debrief/" in phone.url:
        phone.go_back()
    phone.locator(".icon").click()
    phone.locator(".menu button", has_text=word(language, "menu.other_phone")).click()
    ticket = phone.locator(".ticket").inner_text()
    new = lesson["pages"].open(f"/join/{lesson['code']}", "ru")
    new.locator("button", has_text=word("ru", "join.swapped")).click()
    new.fill("#ticket", ticket)
    new.locator("form button.big").click()
    new.locator(".top .who", has_text="<b>Дана</b>").wait_for()
    phone.locator("h1", has_text=word(language, "gone.token_gone.title")).wait_for()
    looks_right(phone, language)


def test_windows_of_one_machine_hold_a_seat_each(lesson):
    """Without a network: one laptop, a window for each seat."""
    client = lesson["client"]
    body = {"password": PASSWORD, "plan": "lesson_50", "timed": False}
    room = client.post("/api/rooms", json=body).json()["room"]
    first = lesson["pages"].open(f"/join/{room}?as=1", "en")
    second = first.context.new_page()
    second.goto(f"{lesson['pages'].base}/join/{room}?as=2")
    for page, name in ((first, "One"), (second, "Two")):
        page.fill("#name", name)
        page.locator("form button.big").click()
        page.locator("h1", has_text=name).wait_for()
    first.reload()
    first.locator("h1", has_text="One").wait_for()


def test_pages_asked_nobody_else_and_said_nothing_wrong(lesson):
    own = urlparse(lesson["pages"].base).netloc
    assert len(lesson["pages"].asked) > 50
    outside = [url for url in lesson["pages"].asked if urlparse(url).scheme in ("http", "https")
               and urlparse(url).netloc != own]  # fmt: skip
    assert outside == []
    assert lesson["pages"].console == []
