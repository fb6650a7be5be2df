"""Wording: a contract as plain text in Kazakh, Russian or English, clause by clause."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from rulebook.calendar import MONTHS_PER_YEAR, month_text
from rulebook.contract import EVENTS, KINDS, Clause, Condition, Contract
from rulebook.parameters import DATA

FOLDER = DATA / "wording"
LANGUAGES = ("kk", "ru", "en")
LAST_MONTH = 9999 * MONTHS_PER_YEAR  # an end beyond it is no date
PARTIES = ("operator", "china", "caspian", "lender", "government", "workforce", "shippers")
CONDITIONS = (*EVENTS, "given", "unless", "once", "survives", "not")
WORDS = ("contract", "open_end")
PLACES = ("depots", "lkz", "ekz", "maintenance", "engineering", "assembly", "dostyk", "altynkol",
          "aktau", "transit_europe", "electrification", "yards_inland", "dispatching", "home",
          "pair")  # fmt: skip
FIELDS = {"debtor", "creditor", "amount", "percent", "rate", "share", "currency", "where",
          "start", "end"}  # fmt: skip


class WordingError(ValueError):
    """A catalogue is refused; the message names file, key and what is missing or unknown."""


@dataclass(frozen=True)
class Wording:
    """The sentences of one language."""

    language: str
    clauses: dict[str, str]
    conditions: dict[str, str]
    places: dict[str, str]
    parties: dict[str, str]
    words: dict[str, str]

    def party(self, name: str) -> str:
        """A party's name as this language writes it; makers keep their own."""
        if name.startswith("lender:"):
            return self.parties["lender"].format(name=name.partition(":")[2])
        return self.parties.get(name, name)


    def place(self, name: str) -> str:
        """A place, market or work as this language writes it; `site:skill` names people there."""
        site, _, skill = name.partition(":")
        if skill:
            return self.places["pair"].format(site=self.place(site), skill=self.place(skill))
        return self.places.get(name, name)


@lru_cache(maxsize=8)
def read_wording(language: str, folder: Path = FOLDER) -> Wording:
    """Read a language's catalogue.

    Raises:
        WordingError: no such language, or a key is missing or unknown.
    """
    path = folder / f"{language}.toml"
    if not path.exists():
        raise WordingError(f"language {language!r} — allowed: {', '.join(LANGUAGES)}")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = {"clause": KINDS, "condition": CONDITIONS, "place": PLACES, "party": PARTIES,
              "word": WORDS}  # fmt: skip
    for table, keys in tables.items():
        odd = sorted(set(raw[table]) ^ set(keys))
        if odd:
            raise WordingError(f"{path.name}: [{table}] key {odd[0]!r} is missing or unknown")
    for kind, sentence in raw["clause"].items():
        used = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        if used - FIELDS:
            raise WordingError(f"{path.name}: [clause] {kind}: unknown {sorted(used - FIELDS)}")
    return Wording(raw["language"], *(raw[table] for table in tables))


def word_clause(clause: Clause, wording: Wording) -> str:
    """One clause as sentences: what is owed, on what conditions, and whether it survives."""
    parts = [_word_duty(clause, wording)]
    parts += [_word_condition(condition, wording) for condition in clause.conditions]
    if clause.survives:
        parts.append(wording.conditions["survives"])
    return " ".join(parts)


def _word_condition(condition: Condition, wording: Wording) -> str:
    """A condition as a sentence of its own."""
    words = wording.conditions
    state = words[condition.event].format(
        subject=wording.place(condition.subject.rpartition("/")[2]), least=f"{condition.least:g}",
        percent=f"{100.0 * condition.least:g}",
    )  # fmt: skip
    if condition.latched:
        state = state if condition.holds else words["not"].format(condition=state)
        return words["once"].format(condition=state.removesuffix("."))
    which = "given" if condition.holds else "unless"
    return words[which].format(condition=state.removesuffix("."))


def _word_duty(clause: Clause, wording: Wording) -> str:
    """What is owed, in one sentence."""
    end = month_text(clause.end) if clause.end < LAST_MONTH else wording.words["open_end"]
    sentence = wording.clauses[clause.kind].format(
        debtor=wording.party(clause.debtor), creditor=wording.party(clause.creditor),
        amount=f"{clause.amount:,.10g}", percent=f"{100.0 * clause.amount:.3g}",
        rate=f"{clause.rate:.3g}", share=f"{100.0 * clause.factor:.3g}",
        currency=clause.currency, where=wording.place(clause.where),
        start=month_text(clause.start), end=end,
    )  # fmt: skip
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."


def word_contract(contract: Contract, language: str) -> str:
    """A contract as plain text: a heading, then its clauses, each with its id.

    Raises:
        WordingError: no such language.
    """
    wording = read_wording(language)
    left, right = contract.parties[0], contract.parties[1:]
    lines = [wording.words["contract"].format(
        id=contract.id, signed=month_text(contract.signed), left=wording.party(left),
        right="; ".join(wording.party(name) for name in right),
    )]  # fmt: skip
    lines += [f"[{c.id.partition('/')[2]}] {word_clause(c, wording)}" for c in contract.clauses]
    return "\n".join(lines)
