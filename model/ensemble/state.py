"""The state of one replicate: what changes from month to month, field by field."""

from __future__ import annotations

from model.ensemble.record import Field

CLOCK: tuple[Field, ...] = (
    ("key", "u8", ()),  # of its luck
    ("t", "i8", ()), ("month", "i8", ()),
    ("fault", "i8", ()),  # what stops the run; see `model.ensemble.faults`
    ("silent", "i8", ()), ("silent_from", "i8", ()),  # a maker taken away, -1 for none
)  # fmt: skip

BOOKS: tuple[Field, ...] = (
    ("cash", "i8", ()), ("owed", "i8", ()), ("running_cost", "i8", ()),
    ("cost_this_month", "f8", ()),
    # of the month, in tenge of the day: what the ledger's lines of these kinds add up to
    *((name, "f8", ()) for name in (
        "month_tariff", "month_rules", "month_overheads", "month_fares", "month_paid",
        "month_brought", "month_fines", "month_delivered")),
    ("rates", "f8", ("currency",)), ("parity", "f8", ("currency",)),
    ("drift", "f8", ("currency",)),
    ("price_level", "f8", ()), ("tariff_level", "f8", ()), ("tariff_over_prices", "f8", ()),
    ("public_spent", "f8", ()), ("gained_tkm", "f8", ()), ("works_money", "f8", ()),
    ("first_tkm", "f8", ("twelve",)), ("firsts", "i8", ()),
    ("revenue", "i8", ("twelve",)), ("revenues", "i8", ()),
    ("notes_from", "i8", ()), ("notes", "i8", ()), ("note_month", "i8", ("note",)),
    ("note_home", "f8", ("note",)), ("note_abroad", "f8", ("note",)),
    ("year_home", "f8", ()), ("year_abroad", "f8", ()),
    ("loans", "i8", ()), ("loan_lender", "i8", ("loan",)), ("loan_currency", "i8", ("loan",)),
    ("loan_cause", "i8", ("loan",)), ("loan_left", "i8", ("loan",)),
    ("loan_principal", "f8", ("loan",)), ("loan_rate", "f8", ("loan",)),
)  # fmt: skip

NETWORK: tuple[Field, ...] = (
    ("topology", "i8", ()), ("form", "i8", ()), ("wired_anew", "i8", ()),
    ("next_opening", "i8", ()),
    ("work_due", "i8", ("work",)), ("work_when", "i8", ("work",)), ("work_done", "i8", ("work",)),
    ("line_pairs", "f8", ("line",)), ("line_tracks", "i8", ("line",)),
    ("line_electric", "i8", ("line",)), ("line_opens", "i8", ("line",)),
    ("line_open", "i8", ("line",)), ("line_length", "f8", ("line",)),
    ("electrified", "i8", ("wired",)), ("line_added", "f8", ("line",)),
    ("yard_trains", "f8", ("yard",)),
    ("gate_out", "f8", ("gate",)), ("gate_in", "f8", ("gate",)), ("gate_ship", "f8", ("gate",)),
    ("gate_base_hours", "f8", ("gate",)), ("gate_opens", "i8", ("gate",)),
    ("gate_open", "i8", ("gate",)), ("gate_added", "f8", ("gate",)),
    ("yards_added", "f8", ()), ("dispatching_added", "f8", ()), ("depots_added", "f8", ()),
    ("orders", "i8", ()), ("order_package", "i8", ("order",)), ("order_steps", "i8", ("order",)),
    ("order_kind", "i8", ("order",)), ("order_place", "i8", ("order",)),
    ("order_due", "i8", ("order",)), ("steps_ordered", "i8", ("package",)),
    # of the plan: the way of each flow, and what each limit takes
    ("length", "f8", ("flow",)), ("wireless", "f8", ("flow",)), ("wired", "f8", ("flow",)),
    ("tonne_km", "f8", ("flow",)), ("worth", "f8", ("flow",)),
    ("use", "f8", ("row", "flow")), ("use_by", "f8", ("flow", "row")),
    ("room_season", "f8", ()), ("room_quality", "f8", ()),
    ("room_known", "i8", ()), ("line_room", "f8", ("line",)),
)  # fmt: skip

TRAFFIC: tuple[Field, ...] = (
    *((name, "f8", ("flow",)) for name in (
        "levels", "attracted", "waiting", "offered", "wanted", "passed", "refused", "slowness",
        "flow_hours")),
    ("gate_bound", "i8", ("flow",)), ("offered_anew", "f8", ("flow",)),
    ("limits", "f8", ("row",)), ("shadow", "f8", ("row",)), ("used", "f8", ("row",)),
    ("mean_shadow", "f8", ("row",)), ("limit_sizes", "f8", ("row",)),
    ("gate_hours", "f8", ("gate",)), ("gate_seen", "i8", ("gate",)), ("taken", "f8", ("gate",)),
    ("binding", "i8", ("corridor",)), ("marginal", "f8", ("corridor",)),
    ("sea_rate", "f8", ()), ("shares", "f8", ("way",)), ("first_shares", "f8", ("way",)),
    ("chosen", "i8", ()),
    ("strikes", "i8", ()), ("strike_card", "i8", ("card",)), ("strike_end", "i8", ("card",)),
    ("fresh_strikes", "i8", ()), ("fresh_card", "i8", ("card",)),
    ("factor", "f8", ("target",)), ("struck", "i8", ("target",)), ("running", "i8", ("card",)),
)  # fmt: skip

WORKPLACES: tuple[Field, ...] = (
    ("cohorts", "i8", ("maker",)), ("cohort_count", "i8", ("maker", "cohort")),
    ("cohort_built", "i8", ("maker", "cohort")), ("cohort_pull", "f8", ("maker", "cohort")),
    ("count", "i8", ("maker",)), ("months_built", "i8", ("maker",)), ("oldest", "i8", ("maker",)),
    ("pull", "f8", ("maker",)), ("on_order", "f8", ("maker",)),
    ("stock_months", "f8", ("maker",)), ("ready", "f8", ("maker",)),
    ("standing", "f8", ("maker",)),
    ("real_wage", "f8", ()), ("city_wage", "f8", ()), ("strike_factor", "f8", ()),
    ("strike_threshold", "f8", ()),
    ("people", "i8", ("site", "skill")), ("learning", "i8", ("site", "skill")),
    ("trainees", "i8", ("site", "skill", "trainee")),
    ("carried_quits", "f8", ("site", "skill")),
    ("crews", "i8", ()), ("carried_crews", "f8", ()), ("wagons", "i8", ()),
    ("carried_wagons", "f8", ()),
    ("built", "f8", ("plant",)), ("built_start", "f8", ("plant",)),
    ("content_start", "f8", ("plant",)), ("content", "f8", ("plant",)),
    ("engineering", "f8", ("plant",)), ("access", "f8", ("plant",)),
    ("built_in", "i8", ("plant", "twelve")), ("yearly_built", "f8", ("plant",)),
)  # fmt: skip

TERMS: tuple[Field, ...] = (
    ("windows", "f8", ("gate",)), ("notice", "f8", ("gate",)), ("discount", "f8", ("market",)),
    ("pledge", "f8", ("market",)), ("jobs", "f8", ("site", "skill")), ("stock", "f8", ("maker",)),
    ("opened", "f8", ("maker",)), ("served", "i8", ("maker",)), ("slots", "f8", ("maker",)),
    ("fare", "f8", ()), ("has_fare", "i8", ()), ("wage_rise", "f8", ()), ("has_wage", "i8", ()),
    ("tariff_rise", "f8", ()), ("has_tariff", "i8", ()), ("no_strike", "i8", ()),
    ("guarantee", "f8", ()), ("rights", "i8", ()), ("right_of", "i8", ("right",)),
)  # fmt: skip

CLAUSE: tuple[Field, ...] = (
    # what was agreed: `word` numbers its name, `pull` is its factor, `of` another clause's number
    ("kind", "i8", ()), ("word", "i8", ()), ("debtor", "i8", ()), ("creditor", "i8", ()),
    ("start", "i8", ()), ("end", "i8", ()), ("currency", "i8", ()), ("where", "i8", ()),
    ("of", "i8", ()), ("rank", "i8", ()), ("survives", "i8", ()), ("conditions", "i8", ()),
    ("at_tenge_rate", "i8", ()), ("amount", "f8", ()), ("rate", "f8", ()), ("pull", "f8", ()),
    ("event", "i8", ("condition",)), ("subject", "i8", ("condition",)),
    ("holds", "i8", ("condition",)), ("least", "f8", ("condition",)),
    # how it stands: `promises` counts the open ones, `first` and `latest` number them
    ("contract", "i8", ()), ("key", "i8", ()), ("fresh", "i8", ()), ("paid", "i8", ()),
    ("owed", "i8", ()), ("asked", "i8", ()), ("done", "f8", ()), ("promised", "f8", ()),
    ("late", "f8", ()), ("behind", "f8", ()), ("carried", "f8", ()),
    ("promises", "i8", ()), ("first", "i8", ()), ("latest", "i8", ()),
)  # fmt: skip

CONTRACT: tuple[Field, ...] = (
    ("sheet", "i8", ()), ("maker", "i8", ()), ("hand", "i8", ()), ("signed", "i8", ()),
    ("state", "i8", ()), ("from_", "i8", ()), ("clauses", "i8", ()), ("owing", "i8", ()),
    ("unpaid", "i8", ()), ("talked", "i8", ()), ("talked_at", "f8", ()),
    ("older_signed", "i8", ()), ("older_sheet", "i8", ()),
    ("rates", "f8", ("currency",)), ("named", "i8", ("word",)),  # its clause of each name, or -1
)  # fmt: skip

MILESTONE: tuple[Field, ...] = (
    ("month", "i8", ()), ("settled", "i8", ()), ("state", "i8", ()), ("next", "i8", ()),
    ("promised", "f8", ()),
)  # fmt: skip

CONTRACTS: tuple[Field, ...] = (
    ("contracts", "i8", ()), ("contract", CONTRACT, ("contract",)),
    ("clauses", "i8", ()), ("clause", CLAUSE, ("clause",)),
    ("actives", "i8", ()), ("active", "i8", ("clause",)),  # not over, in the order they act
    ("delivers", "i8", ()), ("deliver", "i8", ("contract",)),  # that deliver, as signed
    ("milestones", "i8", ()), ("milestone", MILESTONE, ("milestone",)),
    ("promises_judged", "i8", ()), ("promises_kept", "i8", ()),
)  # fmt: skip

THREAD: tuple[Field, ...] = (
    ("agenda", "i8", ()), ("maker", "i8", ()), ("state", "i8", ()), ("round", "i8", ()),
    ("rounds", "i8", ()), ("offer", "i8", ()), ("offered_by", "i8", ()),
    ("accepted", "i8", ("party",)), ("offers", "i8", ()),
    ("history", "i2", ("history",)), ("by", "i2", ("history",)),
)  # fmt: skip

TABLE: tuple[Field, ...] = (
    ("sheet", "i8", ()), ("older", "i8", ()), ("threads", "i8", ()), ("open", "i8", ()),
    ("thread", THREAD, ("maker",)),
)  # fmt: skip

TALKS: tuple[Field, ...] = (
    ("every", "i8", ("sheet",)),  # months between talks over each sheet, 0 for none
    ("tables", "i8", ()), ("order", "i8", ("table",)),  # places of the open ones, the oldest first
    ("table", TABLE, ("table",)),
    ("belief", "f8", ("slot", "belief")), ("believed_in", "i8", ("slot", "group")),
    ("error", "f8", ("seat", "belief")), ("error_of", "i8", ("seat", "belief")),
)  # fmt: skip

STATE: tuple[Field, ...] = (
    *CLOCK, *BOOKS, *NETWORK, *TRAFFIC, *WORKPLACES, *TERMS, *CONTRACTS, *TALKS,
)  # fmt: skip
