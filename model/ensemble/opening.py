"""Opening: the railway as it stands at a scenario's start, with a replicate's own luck."""

from __future__ import annotations

import math
from typing import Any

from model.ensemble.affairs import sign
from model.ensemble.codes import ENGINEERING, NEVER, OPENING
from model.ensemble.fleet import found_series
from model.ensemble.luck import begin, fill_normals, fill_uniforms, normal
from model.ensemble.network import draw_slips
from rulebook.line import round_half_up


def open_railway(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """Set a record to a scenario's start; all luck of the replicate is drawn here."""
    _draw_luck(s, lay, fate)
    _open_books(s, lay, p, fate)
    _open_network(s, lay, p, fate)
    _open_traffic(s, lay, p)
    _open_fleet(s, lay, p)
    _open_workplaces(s, lay, p)
    forget_terms(s)
    _open_talks(s, fate)
    _sign_what_stands(s, lay, p, fate)


def _draw_luck(s: Any, lay: Any, fate: Any) -> None:
    months = lay.months
    for stream in range(lay.normals):
        fill_normals(fate, s.key, lay.normal_stream[stream], fate.normals, stream, months, 1)
    if lay.chance != 0:
        for card in range(lay.card_stream.shape[0]):
            fill_uniforms(fate, s.key, lay.card_stream[card], fate.uniforms, card, months)
    s.t, s.month, s.fault = 0, lay.start, 0
    s.silent, s.silent_from = lay.silent, lay.silent_from


def _open_books(s: Any, lay: Any, p: Any, fate: Any) -> None:
    s.parity[0], s.parity[1], s.parity[2] = 1.0, p.currency_usd, p.currency_eur
    s.parity[3], s.parity[4], s.parity[5] = p.currency_cny, p.currency_chf, p.currency_rub
    s.drift[1], s.drift[2], s.drift[3] = (
        p.currency_drift_usd, p.currency_drift_eur, p.currency_drift_cny,
    )  # fmt: skip
    s.drift[4], s.drift[5] = p.currency_drift_chf, p.currency_drift_rub
    for currency in range(s.rates.shape[0]):
        given = lay.opening_rate[currency]
        s.rates[currency] = s.parity[currency] if math.isnan(given) else given
    s.rates[0] = 1.0
    s.price_level = s.tariff_level = 1.0
    s.tariff_over_prices = s.public_spent = s.gained_tkm = s.works_money = 0.0
    s.cost_this_month, s.running_cost, s.owed = 0.0, 0, 0
    s.firsts = s.revenues = s.notes_from = s.notes = s.loans = 0
    s.real_wage = s.city_wage = s.strike_factor = 1.0
    begin(fate)
    swing = normal(fate, s.key, lay.threshold_stream)
    spread = 1.0 + p.workforce_threshold_sd * swing
    s.strike_threshold = max(0.0, p.workforce_strike_threshold * spread)
    s.cash = round_half_up(p.cost_opening_cash_bn * 1e9)
    _open_loan(s, p, 0, p.debt_share_kzt, p.debt_rate_kzt)
    _open_loan(s, p, 1, p.debt_share_usd, p.debt_rate_usd)
    _open_loan(s, p, 2, p.debt_share_eur, p.debt_rate_eur)
    _open_loan(s, p, 4, p.debt_share_chf, p.debt_rate_chf)


def _open_loan(s: Any, p: Any, currency: int, share: float, rate: float) -> None:
    """The debt in a currency at the start; its lender is named after the currency."""
    owed = p.debt_opening_bn * 1e9 * share / s.rates[currency]
    months, i = int(p.debt_opening_months), s.loans
    s.loans += 1
    s.loan_lender[i], s.loan_currency[i], s.loan_cause[i] = currency, currency, OPENING
    s.loan_principal[i], s.loan_rate[i], s.loan_left[i] = owed, rate, months


def _open_network(s: Any, lay: Any, p: Any, fate: Any) -> None:
    s.line_pairs[:], s.line_tracks[:] = lay.line_pairs_base, lay.line_tracks_base
    s.line_electric[:], s.line_opens[:] = lay.line_electric_base, lay.line_opens_base
    s.line_length[:], s.yard_trains[:] = lay.line_length_base, lay.yard_trains_base
    s.gate_out[:], s.gate_in[:] = lay.gate_out_base, lay.gate_in_base
    s.gate_ship[:], s.gate_base_hours[:] = lay.gate_ship_base, lay.gate_hours_base
    s.gate_opens[:] = lay.gate_opens_base
    draw_slips(s, lay, p, fate, s.key)
    s.topology, s.next_opening, s.wired_anew = -1, -NEVER, 1
    s.electrified[:] = 0
    s.line_added[:] = 0.0
    s.gate_added[:] = 0.0
    s.yards_added = s.dispatching_added = s.depots_added = 0.0
    s.orders = s.room_known = 0
    s.steps_ordered[:] = 0


def _open_traffic(s: Any, lay: Any, p: Any) -> None:
    s.levels[:] = lay.first_level
    s.attracted[:] = 1.0
    for j in range(s.waiting.shape[0]):
        s.waiting[j] = s.offered[j] = s.wanted[j] = s.passed[j] = s.refused[j] = 0.0
        s.slowness[j] = s.flow_hours[j] = 0.0
        s.gate_bound[j] = 0
    s.mean_shadow[:] = 0.0
    s.limit_sizes[:] = 0.0
    s.gate_seen[:] = 0
    s.taken[:] = 1.0
    s.sea_rate = p.choice_sea_rate
    s.chosen = s.strikes = s.fresh_strikes = 0
    s.running[:] = 0


def _open_fleet(s: Any, lay: Any, p: Any) -> None:
    for maker in range(s.count.shape[0]):
        found_series(s, maker, lay.fleet_count[maker], lay.fleet_age[maker], p.fleet_age_spread)
        s.on_order[maker] = s.stock_months[maker] = s.ready[maker] = s.standing[maker] = 0.0
    s.wagons, s.crews = round_half_up(p.wagons_count), round_half_up(p.crews_count)
    s.carried_wagons = s.carried_crews = 0.0


def _open_workplaces(s: Any, lay: Any, p: Any) -> None:
    s.people[:] = 0
    s.learning[:] = 0
    s.trainees[:] = 0
    s.carried_quits[:] = 0.0
    s.built_in[:] = 0
    s.yearly_built[:] = 0.0
    total = 0
    for maker in range(s.count.shape[0]):
        total += s.count[maker]
    s.people[0, 1] = round_half_up(total * p.depot_technicians_per_locomotive)
    for plant in range(lay.plant_count):
        workers = lay.plant_workers[plant]
        if math.isnan(workers):
            workers = p.plant_workers_per_yearly * p.plant_opening_yearly
        s.people[plant + 1, 0] = round_half_up(workers)
        s.people[plant + 1, ENGINEERING] = round_half_up(p.plant_engineers_start)
        s.built[plant] = lay.plant_built[plant]
        s.built_start[plant] = max(lay.plant_built[plant], 1.0)
        s.content[plant] = s.content_start[plant] = lay.plant_content[plant]
        s.engineering[plant], s.access[plant] = p.plant_engineering_start, 0.0


def _open_talks(s: Any, fate: Any) -> None:
    s.contracts = s.clauses = s.actives = s.delivers = s.milestones = 0
    s.promises_judged = s.promises_kept = s.tables = 0
    s.believed_in[:] = -1
    s.error_of[:] = -1
    fate.drawn[:] = 0


def _sign_what_stands(s: Any, lay: Any, p: Any, fate: Any) -> None:
    """Sign the contracts that the scenario says are signed before the start."""
    for i in range(lay.signed):
        fate.drafts = lay.signed_clauses[i]
        for k in range(fate.drafts):
            fate.drafted[k] = lay.template[lay.signed_from[i] + k]
        sign(s, lay, p, fate, lay.signed_sheet[i], lay.signed_maker[i], lay.signed_hand[i],
             lay.signed_month[i], -1)  # fmt: skip


def forget_terms(s: Any) -> None:
    """Set what contracts give by the month to nothing."""
    s.windows[:] = 0.0
    s.notice[:] = 0.0
    s.discount[:] = 0.0
    s.pledge[:] = 0.0
    s.jobs[:] = 0.0
    s.stock[:] = 0.0
    s.opened[:] = 0.0
    s.slots[:] = 0.0
    s.served[:] = 0
    s.fare = s.wage_rise = s.tariff_rise = s.guarantee = 0.0
    s.has_fare = s.has_wage = s.has_tariff = s.no_strike = s.rights = 0
