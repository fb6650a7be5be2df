"""Wording: a contract as plain text in Kazakh, Russian or English, clause by clause."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from rulebook.calendar import MONTHS_PER_YEAR, month_text
from rulebook.contract import KINDS, Clause, Contract
from rulebook.parameters import DATA

FOLDER = DATA / "wording"
LANGUAGES = ("kk", "ru", "en")
LAST_MONTH = 9999 * MONTHS_PER_YEAR  # an end beyond it is no date
PARTIES = ("operator", "china", "caspian", "lender")
WORDS = ("contract", "open_end")
FIELDS = {"debtor", "creditor", "amount", "percent", "rate", "currency", "where", "start", "end"}


class WordingError(ValueError):
    """A catalogue is refused; the message names file, key and what is missing or unknown."""


@dataclass(frozen=True)
class Wording:
    """The sentences of one language."""

    language: str
    clauses: dict[str, str]
    parties: dict[str, str]
    words: dict[str, str]

    def party(self, name: str) -> str:
        """A party's name as this language writes it; makers keep their own."""
        if name.startswith("lender:"):
            return self.parties["lender"].format(name=name.partition(":")[2])
        return self.parties.get(name, name)


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
    for table, keys in (("clause", KINDS), ("party", PARTIES), ("word", WORDS)):
        odd = sorted(set(raw[table]) ^ set(keys))
        if odd:
            raise WordingError(f"{path.name}: [{table}] key {odd[0]!r} is missing or unknown")
    for kind, sentence in raw["clause"].items():
        used = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        if used - FIELDS:
            raise WordingError(f"{path.name}: [clause] {kind}: unknown {sorted(used - FIELDS)}")
    return Wording(raw["language"], raw["clause"], raw["party"], raw["word"])


def word_clause(clause: Clause, wording: Wording) -> str:
    """One clause as a sentence."""
    end = month_text(clause.end) if clause.end < LAST_MONTH else wording.words["open_end"]
    sentence = wording.clauses[clause.kind].format(
        debtor=wording.party(clause.debtor), creditor=wording.party(clause.creditor),
        amount=f"{clause.amount:,.10g}", percent=f"{100.0 * clause.amount:.3g}",
        rate=f"{clause.rate:.3g}", currency=clause.currency, where=clause.where,
        start=month_text(clause.start), end=end,
    )  # fmt: skip
    return sentence[:1].upper() + sentence[1:]


def word_contract(contract: Contract, language: str) -> str:
    """A contract as plain text: a heading, then its clauses, each with its id.

    Raises:
        WordingError: no such language.
    """
    wording = read_wording(language)
    left, right = (wording.party(name) for name in contract.parties)
    lines = [wording.words["contract"].format(
        id=contract.id, signed=month_text(contract.signed), left=left, right=right
    )]  # fmt: skip
    lines += [f"[{c.id.partition('/')[2]}] {word_clause(c, wording)}" for c in contract.clauses]
    return "\n".join(lines)
