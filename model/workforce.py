"""Workplaces: plants that assemble, depots that maintain, engineers who make components."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.orders import yearly_due
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.decision import Lever, Request, View
from rulebook.line import round_half_up
from rulebook.money import monthly_rate
from rulebook.skill import content_ceiling, engineering_after, learned_content, repair_pace

if TYPE_CHECKING:
    from model.railway import Railway

SKILLS = ("assembly", "maintenance", "engineering")


@dataclass
class Plant:
    """A works that assembles one supplier's locomotives at home.

    `people` holds workers by skill, `trainees` (month of finishing, skill, number).
    """

    plant: str
    supplier: str
    people: dict[str, int]
    built: float
    content_start: float
    built_start: float
    engineering: float = 0.0
    access: float = 0.0
    built_this_year: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    trainees: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])
    content: float = 0.0

    @property
    def yearly_orders(self) -> float:
        """Locomotives built in the last twelve months."""
        return float(sum(number for _, number in self.built_this_year))


@dataclass
class Workers:
    """Railway workers' pay against the start's and the city's, and how near a strike is."""

    real_wage: float = 1.0
    city_wage: float = 1.0
    strike_factor: float = 1.0

    @property
    def gap(self) -> float:
        """How far pay lies below the city's, as a share; never below zero."""
        return max(0.0, self.city_wage / self.real_wage - 1.0)


@dataclass
class Depots:
    """All maintenance depots: technicians, trainees, and their skill against the norm."""

    people: dict[str, int]
    experience: float = 1.0
    trainees: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])


def found_plants(railway: Railway) -> dict[str, Plant]:
    """Open a plant for each supplier that assembles at home."""
    p = railway.p
    plants: dict[str, Plant] = {}
    for maker in railway.world.suppliers.values():
        if maker.plant:
            built = railway.setting.built.get(maker.supplier, maker.built_before)
            workers = railway.setting.plant_workers.get(maker.plant)
            yearly = p["plant.opening_yearly"]
            people = {
                "assembly": round_half_up(
                    p["plant.workers_per_yearly"] * yearly if workers is None else workers
                ),
                "engineering": round_half_up(p["plant.engineers_start"]),
            }
            content = railway.setting.content.get(maker.supplier, maker.content_now)
            plants[maker.plant] = Plant(
                maker.plant, maker.supplier, people, built, content, max(built, 1.0),
                engineering=p["plant.engineering_start"], content=content,
            )  # fmt: skip
    return plants


def pay_workers(railway: Railway) -> None:
    """Let real wages rise by the compact, else by habit, and say how near a strike is."""
    p, workers = railway.p, railway.workers
    city = p["workforce.city_growth"]
    agreed = railway.terms.wage_rise
    rise = city * p["workforce.wage_follow"] if agreed is None else agreed
    workers.city_wage *= 1.0 + monthly_rate(city)
    workers.real_wage *= 1.0 + monthly_rate(rise)
    beyond = max(0.0, workers.gap - railway.strike_threshold)
    calm = 0.0 if railway.terms.no_strike else 1.0
    workers.strike_factor = calm * (1.0 + p["workforce.strike_sense"] * beyond)


def teach_workers(railway: Railway) -> None:
    """Let people finish training, quit, be hired; let engineering grow or fade."""
    pay_workers(railway)
    _run_workplace(railway, "depots", railway.depots.people, railway.depots.trainees,
                   _depot_needs(railway))  # fmt: skip
    for plant in railway.plants.values():
        _run_workplace(railway, plant.plant, plant.people, plant.trainees,
                       _plant_needs(railway, plant))  # fmt: skip
        last = railway.month - MONTHS_PER_YEAR
        plant.built_this_year = [one for one in plant.built_this_year if one[0] > last]
        _learn(railway, plant)


def _depot_needs(railway: Railway) -> dict[str, float]:
    count = sum(series.count for series in railway.series.values())
    own = count * railway.p["depot.technicians_per_locomotive"]
    return {"maintenance": own + railway.terms.jobs.get("depots:maintenance", 0.0)}


def _plant_needs(railway: Railway, plant: Plant) -> dict[str, float]:
    p = railway.p
    yearly = yearly_due(railway, plant.supplier)
    assembly = max(yearly * p["plant.workers_per_yearly"], p["plant.least_workers"],
                   railway.terms.jobs.get(f"{plant.plant}:assembly", 0.0))  # fmt: skip
    engineers = p["plant.engineers_full"] * plant.access if yearly > 0.0 else 0.0
    return {"assembly": assembly, "engineering": max(engineers, p["plant.engineers_start"])}


def _run_workplace(
    railway: Railway, site: str, people: dict[str, int],
    trainees: list[tuple[int, str, int]], needs: dict[str, float],
) -> None:  # fmt: skip
    """Move people between the labour market, training and work; the ledger counts heads."""
    p, month = railway.p, railway.month
    for due, skill, number in [one for one in trainees if one[0] <= month]:
        people[skill] = people.get(skill, 0) + number
        trainees.remove((due, skill, number))
        railway.post("worker", f"{site}:training", f"{site}:{skill}", number, "rule:training")
    quits = p["workforce.quits"] * (1.0 + p["workforce.quit_sense"] * railway.workers.gap)
    for skill in needs:
        leaving = railway.whole(f"quit.{site}.{skill}",
                                people.get(skill, 0) * quits / MONTHS_PER_YEAR)
        people[skill] = people.get(skill, 0) - leaving
        railway.post("worker", f"{site}:{skill}", "labour_market", leaving, "rule:quits")
    request = Request(
        "hire", site, month,
        tuple(Lever(s, -float(people[s]), p["workforce.most_hires"], "people", 0.0) for s in needs),
    )  # fmt: skip
    learning = {s: sum(n for _, skill, n in trainees if skill == s) for s in needs}
    own = {"closing_share": p["workforce.closing_share"]}
    for skill, needed in needs.items():
        own[f"needed.{skill}"] = needed
        own[f"people.{skill}"] = float(people[skill] + learning[skill])
    hires, cause = railway.ask(site, View(site, month, railway.public(), own), request)
    for skill, number in hires.items():
        _hire(railway, site, people, trainees, skill, int(number), cause)


def _hire(
    railway: Railway, site: str, people: dict[str, int], trainees: list[tuple[int, str, int]],
    skill: str, number: int, cause: str,
) -> None:  # fmt: skip
    if number < 0:
        leaving = min(-number, people[skill])
        people[skill] -= leaving
        railway.post("worker", f"{site}:{skill}", "labour_market", leaving, cause)
    elif number > 0:
        lag = int(railway.p[f"training.months_{skill}"])
        trainees.append((railway.month + lag, skill, number))
        railway.post("worker", "labour_market", f"{site}:training", number, cause)


def _learn(railway: Railway, plant: Plant) -> None:
    """Let local content and component engineering follow from work, access and people."""
    p = railway.p
    maker = railway.world.suppliers[plant.supplier]
    orders = min(1.0, plant.yearly_orders / p["plant.full_yearly"])
    staff = min(1.0, plant.people.get("engineering", 0) / p["plant.engineers_full"])
    plant.engineering = engineering_after(
        plant.engineering, plant.access, staff, orders, p["skill.engineering_pace"] / 12.0,
        p["skill.engineering_decay"] / 12.0,
    )  # fmt: skip
    ceiling = content_ceiling(
        maker.assembly_ceiling, p["skill.component_room"], plant.engineering,
        p["skill.supplier_base"],
    )  # fmt: skip
    learned = learned_content(
        plant.content_start, p["skill.content_per_doubling"], plant.built, plant.built_start
    )
    plant.content = min(learned, max(ceiling, plant.content_start))


def plant_capacity(railway: Railway, plant: Plant) -> float:
    """Locomotives a month that the plant's assemblers can build."""
    workers = plant.people.get("assembly", 0)
    return workers / railway.p["plant.workers_per_yearly"] / MONTHS_PER_YEAR


def depot_pace(railway: Railway) -> float:
    """Repair pace of the depots against the norm, with packages and strikes."""
    p = railway.p
    needed = sum(series.count for series in railway.series.values()) * p[
        "depot.technicians_per_locomotive"]  # fmt: skip
    pace = repair_pace(railway.depots.people["maintenance"], needed, railway.depots.experience)
    return max(p["depot.slowest"], pace * railway.shock_factor("depot"))


def note_built(plant: Plant, number: int, month: int) -> None:
    """Count a month's output."""
    plant.built += number
    plant.built_this_year.append((month, number))


def people_at(railway: Railway, where: str) -> float:
    """People of a skill at a site, trained, by `site:skill`."""
    site, _, skill = where.partition(":")
    people = railway.depots.people if site == "depots" else railway.plants[site].people
    return float(people.get(skill, 0))


def start_training(railway: Railway, where: str, number: int, cause: str) -> None:
    """Begin to train people for a skill at a site, by `site:skill`."""
    site, _, skill = where.partition(":")
    trainees = railway.depots.trainees if site == "depots" else railway.plants[site].trainees
    trainees.append((railway.month + int(railway.p[f"training.months_{skill}"]), skill, number))
    railway.post("worker", "labour_market", f"{site}:training", number, cause)


def jobs_at_suppliers(spent_home_musd: float, jobs_per_musd: float) -> int:
    """Jobs at home suppliers that a year's spending at home keeps."""
    return math.floor(spent_home_musd * jobs_per_musd)
