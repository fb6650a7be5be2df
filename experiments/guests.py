"""Guests of the tournament: negotiators of NegMAS beside the house's strategies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tqdm import tqdm

from agents.bridge import native
from agents.bridge.scenario import write_scenario
from agents.bridge.seat import NegmasSeat
from agents.negotiation import Answer
from experiments.tournament import gather_domains

GUESTS = {
    "negmas:boulware": "BoulwareTBNegotiator", "negmas:linear": "LinearTBNegotiator",
    "negmas:conceder": "ConcederTBNegotiator", "negmas:tit_for_tat": "NaiveTitForTatNegotiator",
    "negmas:micro": "MiCRONegotiator",
}  # fmt: skip


def guests() -> dict[str, Callable[[], Answer]]:
    """What seats each guest anew, by name.

    Raises:
        ModuleNotFoundError: NegMAS is not installed.
    """
    return {name: partial(NegmasSeat, native(kind)) for name, kind in GUESTS.items()}


def write_domains(out: Path, seeds: int) -> int:
    """Write every talk held in the baseline as a NegMAS scenario, a folder each; gives how many.

    Worth is scaled so that no deal is 0, the reserved value, and the best package 1.

    Raises:
        OSError: the folder cannot be written.
        ModuleNotFoundError: NegMAS is not installed.
    """
    domains = gather_domains(seeds)
    for i, one in enumerate(tqdm(domains, desc="scenarios", unit="domain")):
        stakes = {seat: (worth, 0.0) for seat, worth in zip(one.parties, one.worth, strict=True)}
        write_scenario(out / f"{one.sheet.name}-{one.seed}-{i:03d}", one.sheet, stakes)
    return len(domains)
