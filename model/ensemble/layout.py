"""The layout: what a world and a policy lay down for every replicate, field by field."""

from __future__ import annotations

from model.ensemble.agenda import AGENDAS
from model.ensemble.record import Field
from model.ensemble.state import CLAUSE
from model.ensemble.worth import ABOUT

WORDS = (
    "deliver", "pay", "lend", "penalty", "rebate", "priority", "end_late", "end_unpaid",
    "end_blocked", "serve", "fare", "sail",
)  # fmt: skip
"""Names of clauses that others look for."""

FLOWS: tuple[Field, ...] = (
    *((name, "f8", ("flow",)) for name in (
        "net_tonnes", "teu", "load", "empty_return", "tariff", "flow_worth", "growth",
        "growth_sd")),
    ("first_level", "f8", ("flow",)), ("recent", "f8", ("knot", "flow")),  # by earlier knot
    ("market", "i8", ("flow",)), ("flow_in", "i8", ("flow",)), ("flow_out", "i8", ("flow",)),
    ("way_of", "i8", ("flow",)), ("is_transit", "i8", ("flow",)), ("is_china", "i8", ("flow",)),
    ("is_caspian", "i8", ("flow",)), ("is_europe", "i8", ("flow",)),
    ("flow_luck", "i8", ("flow",)), ("market_luck", "i8", ("flow",)),
    ("market_target", "i8", ("market",)), ("europe", "i8", ()), ("europe_by", "i8", ("way",)),
    ("knots", "i8", ()), ("knot_year", "f8", ("knot",)),
    ("known", "i8", ("month",)), ("known_level", "f8", ("month", "flow")),
)  # fmt: skip
"""`recent` is the growth from a knot to the last known one; its last used row is the long run."""

GATES: tuple[Field, ...] = (
    ("gate_out_base", "f8", ("gate",)), ("gate_in_base", "f8", ("gate",)),
    ("gate_ship_base", "f8", ("gate",)), ("gate_hours_base", "f8", ("gate",)),
    ("gate_opens_base", "i8", ("gate",)), ("gate_is_china", "i8", ("gate",)),
    ("gate_used", "i8", ("gate",)), ("gate_target", "i8", ("gate",)),
    ("side_target", "i8", ("gate",)), ("gate_luck", "i8", ("gate",)),
    ("dostyk", "i8", ()), ("altynkol", "i8", ()), ("aktau", "i8", ()),
    ("belief_of_gate", "i8", ("gate",)),
    ("overs", "i8", ("corridor",)), ("over", "i8", ("corridor", "flow")),
)  # fmt: skip

LINES: tuple[Field, ...] = (
    ("line_length_base", "f8", ("line",)), ("line_pairs_base", "f8", ("line",)),
    ("line_tracks_base", "i8", ("line",)), ("line_electric_base", "i8", ("line",)),
    ("line_opens_base", "i8", ("line",)), ("yard_trains_base", "f8", ("yard",)),
    ("work_field", "i8", ("work",)), ("work_target", "i8", ("work",)),
    ("work_value", "f8", ("work",)), ("work_month", "i8", ("work",)),
    ("work_slips", "i8", ("work",)), ("work_lives", "i8", ("work",)),
    ("work_turn", "i8", ("work",)), ("work_part", "i8", ("work",)),
    ("work_shape", "i8", ("work",)), ("work_stream", "u8", ("work",)),
    ("line_shape", "i8", ("line",)), ("gate_shape", "i8", ("gate",)),
)  # fmt: skip
"""`work_turn` gives works in order of their plan; `work_part` numbers target and field."""

MAKERS: tuple[Field, ...] = (
    *((name, "f8", ("maker",)) for name in (
        "price_musd", "heavy_price", "yearly_capacity", "home_share", "lead_days", "failures",
        "planned_share", "content_now", "assembly_ceiling", "cost_floor", "credit_rate",
        "service_kusd", "fleet_age")),
    ("maker_electric", "i8", ("maker",)), ("maker_currency", "i8", ("maker",)),
    ("maker_russian", "i8", ("maker",)), ("maker_plant", "i8", ("maker",)),
    ("fleet_count", "i8", ("maker",)),
    ("plant_count", "i8", ()), ("plant_maker", "i8", ("plant",)),
    ("plant_built", "f8", ("plant",)), ("plant_content", "f8", ("plant",)),
    ("plant_workers", "f8", ("plant",)),  # NaN: as the parameters say
)  # fmt: skip

PACKAGES: tuple[Field, ...] = (
    ("packages", "i8", ()), ("package_kind", "i8", ("package",)),
    ("package_gate", "i8", ("package",)), ("package_luck", "i8", ("package",)),
    *((name, "f8", ("package",)) for name in (
        "package_gain", "package_cost", "package_months", "package_most", "package_jobs")),
    ("programmed", "i8", ()), ("programme", "i8", ("package",)),
    # decisions scripted for a January, by year of the run
    ("plan_scripted", "i8", ("january",)), ("plan_steps", "f8", ("january", "package")),
    ("budget_scripted", "i8", ("january",)), ("budget_tariff", "f8", ("january",)),
    ("budget_money", "f8", ("january",)),  # NaN: as the parameters say
)  # fmt: skip

CARDS: tuple[Field, ...] = (
    ("card_target", "i8", ("card",)), ("card_factor", "f8", ("card",)),
    ("card_months", "i8", ("card",)), ("card_length", "f8", ("card",)),
    ("card_hazard", "f8", ("card",)),
    ("card_at_depot", "i8", ("card",)), ("card_planned", "i8", ("month", "card")),
    ("card_removed", "i8", ("month", "card")), ("card_stream", "u8", ("card",)),
    ("on_currency", "i8", ()), ("on_russia", "i8", ()), ("on_contracted", "i8", ()),
    ("on_home", "i8", ()), ("on_line", "i8", ()), ("on_depot", "i8", ()),
)  # fmt: skip

BARGAINING: tuple[Field, ...] = (
    ("style", "i8", ("seat",)), ("exponent", "f8", ("seat",)), ("tenders", "i8", ()),
    ("tender", "i8", ("maker",)), ("sheet_talked", "i8", ("sheet",)), ("amendment", "i8", ()),
    ("groups_with_maker", "i8", ()), ("belief_stream", "u8", ("seat", "belief")),
    ("gate_of_belief", "i8", ("belief_gate",)), ("stock_size", "f8", ("stock",)),
    ("package_agreed", "i8", ("package",)), ("depot_strike", "i8", ()),
    ("hand_rank", "i8", ("seat",)), ("template", CLAUSE, ("template",)),
    *((f"word_{name}", "i8", ()) for name in WORDS), ("restated", "i8", ("word",)),
    # an amendment's issues, in the order of `model.ensemble.amending`
    ("amended", "i8", ("place",)), ("amended_at", "i8", ("place", "part")),
    ("amended_issue", "i8", ("amended",)), ("amended_default", "f8", ("amended",)),
    ("amended_value", "f8", ("amended", "step")),
    # contracts that stand signed at the start
    ("signed", "i8", ()), ("signed_sheet", "i8", ("signed",)),
    ("signed_maker", "i8", ("signed",)), ("signed_hand", "i8", ("signed",)),
    ("signed_month", "i8", ("signed",)), ("signed_from", "i8", ("signed",)),
    ("signed_clauses", "i8", ("signed",)),
)  # fmt: skip

POLICY: tuple[Field, ...] = (
    ("start", "i8", ()), ("months", "i8", ()), ("last_known", "i8", ()), ("chance", "i8", ()),
    ("walks", "i8", ()), ("opening_rate", "f8", ("currency",)),  # NaN: as the parameters say
    ("silent", "i8", ()), ("silent_from", "i8", ()), ("talks", "i8", ()),
    ("normals", "i8", ()), ("normal_stream", "u8", ("normal",)), ("threshold_stream", "u8", ()),
    ("widened", "i8", ()), ("wide_name", "i8", ("widening",)), ("wide_from", "i8", ("widening",)),
    ("wide_factor", "f8", ("widening",)),
    ("sea_luck", "i8", ()), ("tenge_luck", "i8", ()), ("currency_luck", "i8", ("currency",)),
)  # fmt: skip

ROWS: tuple[Field, ...] = tuple(
    (f"{kind}_name", "i8", ()) for kind in ("yard", "accept", "admit", "ship", "diesel")
)
"""Limits are numbered: lines, yards, what each gate accepts, admits and transships, stock."""

LAYOUT: tuple[Field, ...] = (
    *ROWS, *FLOWS, *GATES, *LINES, *MAKERS, *PACKAGES, *CARDS, *POLICY, *AGENDAS, *BARGAINING,
)  # fmt: skip

FATE: tuple[Field, ...] = (
    ("normals", "f8", ("month", "normal")), ("uniforms", "f8", ("month", "card")),
    ("words", "u8", ("chunk",)), ("word_at", "i8", ()), ("word_block", "i8", ()),
    ("zig_keep", "u8", ("ziggurat",)), ("zig_scale", "f8", ("ziggurat",)),
    ("zig_height", "f8", ("ziggurat",)), ("zig_edge", "f8", ()), ("zig_inverse", "f8", ()),
    # packages as the operator weighs them
    ("targets", "i8", ("package",)), ("places", "i8", ("package",)),
    ("worths", "f8", ("package",)), ("steps", "i8", ("package",)), ("turn", "i8", ("package",)),
    # the month's linear program
    ("weights", "f8", ("twice",)), ("upper", "f8", ("twice",)), ("units", "f8", ("twice",)),
    ("way", "f8", ("twice",)), ("outside", "i8", ("twice",)), ("tight", "i8", ("row",)),
    ("room", "f8", ("row",)), ("prices", "f8", ("row",)), ("value", "f8", ("row",)),
    ("left", "f8", ("row",)), ("roof", "f8", ("row",)), ("basis", "i8", ("row",)),
    ("tight_use", "f8", ("row", "twice")), ("table", "f8", ("row_and_gain", "twice")),
    ("bound", "f8", ("row_and_column",)), ("line", "f8", ("twice",)), ("sums", "f8", ("row",)),
    ("delay", "f8", ("flow",)), ("short", "i8", ("flow",)),
    # contracts and talks
    ("due", "i8", ("clause",)), ("drafts", "i8", ()), ("drafted", CLAUSE, ("word",)),
    ("picked", "i8", ("word",)), ("about", ABOUT, ()),
    ("values", "f8", ("maker", "party", "value")), ("peak", "f8", ("value",)),
    ("peaks", "f8", ("maker", "party", "half")), ("best", "f8", ("maker", "party")),
    ("reserve", "f8", ("maker", "party")), ("turn_of", "i8", ("maker",)),
    ("offer_worth", "f8", ("maker",)),
    ("drawn", "i8", ("seat", "belief")), ("errors", "f8", ("seat", "year", "belief")),
)  # fmt: skip
"""The luck of the replicate that runs, the tables it is drawn with, and room to reckon in."""

TOPOLOGY: tuple[Field, ...] = (
    ("form", "i8", ()), ("rows", "i8", ()), ("groups", "i8", ()),
    ("row_name", "i8", ("row",)), ("row_kind", "i8", ("row",)), ("row_place", "i8", ("row",)),
    ("use", "f8", ("row", "flow")), ("met", "f8", ("line", "flow")),
    ("shared_by", "f8", ("line",)), ("group_of", "i8", ("line",)),
    ("accept_row", "i8", ("gate",)), ("admit_row", "i8", ("gate",)),
    ("ship_row", "i8", ("gate",)),
    ("path_length", "i8", ("flow",)), ("path", "i8", ("flow", "path")),
    ("sections", "f8", ("flow",)), ("passes", "i8", ("line", "flow")),
)  # fmt: skip
"""Which lines are open decides every flow's way, and with it the rows of the month's program."""
