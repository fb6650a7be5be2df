"""Workplaces: plants that assemble, depots that maintain, engineers who make components."""

from __future__ import annotations

from typing import Any

from model.ensemble.codes import ASSEMBLY, DEPOTS, ENGINEERING, MAINTENANCE
from model.ensemble.faults import HIRES
from model.ensemble.orders import yearly_due
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.line import whole_of
from rulebook.money import monthly_rate
from rulebook.skill import content_ceiling, engineering_after, hires_towards, learned_content


def teach_workers(s: Any, lay: Any, p: Any) -> None:
    """Let people finish training, quit, be hired; let engineering grow or fade."""
    pay_workers(s, p)
    total = 0
    for maker in range(s.count.shape[0]):
        total += s.count[maker]
    needed = total * p.depot_technicians_per_locomotive + s.jobs[DEPOTS, MAINTENANCE]
    _run_skill(s, p, DEPOTS, MAINTENANCE, needed)
    for plant in range(lay.plant_count):
        _run_plant(s, lay, p, plant)
        total = 0
        for month in range(MONTHS_PER_YEAR):
            total += s.built_in[plant, month]
        s.yearly_built[plant] = float(total)
        _learn(s, lay, p, plant)


def pay_workers(s: Any, p: Any) -> None:
    """Let real wages rise by the compact, else by habit, and say how near a strike is."""
    city = p.workforce_city_growth
    rise = s.wage_rise if s.has_wage != 0 else city * p.workforce_wage_follow
    s.city_wage *= 1.0 + monthly_rate(city)
    s.real_wage *= 1.0 + monthly_rate(rise)
    beyond = max(0.0, wage_gap(s) - s.strike_threshold)
    calm = 0.0 if s.no_strike != 0 else 1.0
    s.strike_factor = calm * (1.0 + p.workforce_strike_sense * beyond)


def wage_gap(s: Any) -> float:
    """How far pay lies below the city's, as a share; never below zero."""
    return max(0.0, s.city_wage / s.real_wage - 1.0)


def _run_plant(s: Any, lay: Any, p: Any, plant: int) -> None:
    """Move people of a plant towards the work in hand."""
    site, yearly = plant + 1, yearly_due(s, lay, p, lay.plant_maker[plant])
    assembly = max(max(yearly * p.plant_workers_per_yearly, p.plant_least_workers),
                   s.jobs[site, ASSEMBLY])  # fmt: skip
    engineers = p.plant_engineers_full * s.access[plant] if yearly > 0.0 else 0.0
    _run_skill(s, p, site, ASSEMBLY, assembly)
    _run_skill(s, p, site, ENGINEERING, max(engineers, p.plant_engineers_start))


def _run_skill(s: Any, p: Any, site: int, skill: int, needed: float) -> None:
    """Move people of a skill between the labour market, training and work."""
    slot = s.month % s.trainees.shape[2]
    trained = s.trainees[site, skill, slot]
    s.trainees[site, skill, slot] = 0
    s.learning[site, skill] -= trained
    people = s.people[site, skill] + trained
    quits = p.workforce_quits * (1.0 + p.workforce_quit_sense * wage_gap(s))
    leaving, carried = whole_of(s.carried_quits[site, skill], people * quits / MONTHS_PER_YEAR)
    s.carried_quits[site, skill] = carried
    people -= leaving
    hires = hires_towards(needed, float(people + s.learning[site, skill]),
                          p.workforce_closing_share, -float(people), p.workforce_most_hires)
    if not -float(people) <= hires <= p.workforce_most_hires:
        s.fault = HIRES
    number = int(hires)
    if number < 0:
        people -= min(-number, people)
    elif number > 0:
        add_trainees(s, p, site, skill, number)
    s.people[site, skill] = people


def add_trainees(s: Any, p: Any, site: int, skill: int, number: int) -> None:
    """Begin to train people for a skill at a site."""
    if skill == ASSEMBLY:
        months = int(p.training_months_assembly)
    elif skill == MAINTENANCE:
        months = int(p.training_months_maintenance)
    else:
        months = int(p.training_months_engineering)
    s.trainees[site, skill, (s.month + months) % s.trainees.shape[2]] += number
    s.learning[site, skill] += number


def _learn(s: Any, lay: Any, p: Any, plant: int) -> None:
    """Let local content and component engineering follow from work, access and people."""
    orders = min(1.0, s.yearly_built[plant] / p.plant_full_yearly)
    staff = min(1.0, s.people[plant + 1, ENGINEERING] / p.plant_engineers_full)
    s.engineering[plant] = engineering_after(
        s.engineering[plant], s.access[plant], staff, orders, p.skill_engineering_pace / 12.0,
        p.skill_engineering_decay / 12.0,
    )  # fmt: skip
    ceiling = content_ceiling(
        lay.assembly_ceiling[lay.plant_maker[plant]], p.skill_component_room,
        s.engineering[plant], p.skill_supplier_base,
    )  # fmt: skip
    learned = learned_content(
        s.content_start[plant], p.skill_content_per_doubling, s.built[plant],
        s.built_start[plant],
    )  # fmt: skip
    s.content[plant] = min(learned, max(ceiling, s.content_start[plant]))


def plant_capacity(s: Any, p: Any, plant: int) -> float:
    """Locomotives a month that the plant's assemblers can build."""
    return s.people[plant + 1, ASSEMBLY] / p.plant_workers_per_yearly / MONTHS_PER_YEAR
