"""Supply of locomotives: deliver against payment, with service, parts, skills and remedies."""

from __future__ import annotations

from collections.abc import Mapping

from agents.drafting import Signing
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.composition import Duty, Term, after, during, surviving, together, unless, whenever
from rulebook.contract import Condition
from rulebook.world import Supplier


def draft(terms: Mapping[str, float], signing: Signing) -> Term:
    """Compose a supply."""
    maker = signing.supplier
    lead = terms["first_unit_months"] or maker.first_unit_months
    heavy = terms["heavy"] >= 0.5
    price = maker.price_musd * 1e6 * terms["price_factor"] * (maker.heavy_price if heavy else 1.0)
    pull = maker.heavy_pull if heavy else 1.0
    buying = delivery(signing, int(lead), terms["units"], terms["yearly"], price, pull, terms)
    return together(buying, skills(maker, int(lead), terms), care(maker, int(lead), terms))


def delivery(
    signing: Signing, lead: int, units: float, yearly: float, price: float, pull: float,
    terms: Mapping[str, float],
) -> Term:  # fmt: skip
    """Deliver against payment and loan, with penalty and the rights to end it."""
    maker = signing.supplier
    name, currency = maker.supplier, currency_of(maker, terms)
    deliver = Duty("deliver", "deliver", name, "operator", units, yearly / MONTHS_PER_YEAR, pull)
    unpaid, blocked = Condition("unpaid", "", terms["unpaid_ends"]), Condition("blocked", name)
    late = Condition("late", "deliver", terms["late_ends"])
    terms_of = [
        unless(blocked, unless(unpaid, deliver)),
        Duty("pay", "pay", "operator", name, price, currency=currency, of="deliver"),
        whenever(late, Duty("end_late", "end", name, "operator")),
        whenever(unpaid, Duty("end_unpaid", "end", "operator", name)),
        whenever(blocked, Duty("end_blocked", "end", name, "operator")),
    ]
    if terms["loan_share"] > 0.0:
        foreign = currency == maker.currency
        rate = maker.credit_base + maker.credit_spread if foreign else signing.extra["tenge_rate"]
        terms_of.append(surviving(Duty(
            "lend", "lend", f"lender:{name}", "operator", rate,
            terms["loan_years"] * MONTHS_PER_YEAR, terms["loan_share"], currency, of="deliver",
        )))  # fmt: skip
    if terms["lateness_penalty"] > 0.0:
        fine = Duty("penalty", "penalty", name, "operator", terms["lateness_penalty"],
                    currency=currency, of="deliver")  # fmt: skip
        due = whenever(Condition("late", "deliver", 1.0), fine)
        excused = terms["home_priority"] >= 0.5
        terms_of.append(unless(Condition("struck", "home"), due) if excused else due)
    if terms["currency_clause"] > 0.0:
        rebate = Duty("rebate", "rebate", name, "operator", terms["currency_clause"],
                      currency=currency, of="pay")  # fmt: skip
        terms_of.append(whenever(Condition("moved", "USD", terms["currency_fall"]), rebate))
    if terms["home_priority"] >= 0.5:
        terms_of.append(Duty("priority", "priority", name, "operator", of="deliver"))
    return after(lead, together(*terms_of))


def skills(maker: Supplier, lead: int, terms: Mapping[str, float]) -> Term:
    """What the plant at home gains, where the maker has one."""
    name, parts = maker.supplier, list[Term]()
    if maker.plant and terms["content_promised"] > 0.0:
        parts.append(Duty("content", "content", name, "operator", terms["content_promised"],
                          terms["content_years"], where=maker.plant, of="deliver"))  # fmt: skip
    if maker.plant and terms["engineering_handover"] > 0.0:
        parts.append(surviving(Duty("hand_over", "hand_over", name, "operator",
                                    terms["engineering_handover"], where=maker.plant,
                                    of="deliver")))  # fmt: skip
    if maker.plant and terms["engineers_trained"] > 0.0:
        course = Duty("train", "train", name, "operator", terms["engineers_trained"],
                      where=f"{maker.plant}:engineering")  # fmt: skip
        parts.append(during(0, built_months(terms), course))
    return after(lead, together(*parts))


def care(maker: Supplier, lead: int, terms: Mapping[str, float]) -> Term:
    """Service, parts in the country and second sources while the locomotives are in service."""
    name, currency, parts = maker.supplier, currency_of(maker, terms), list[Term]()
    served = built_months(terms) + int(terms["service_years"] * MONTHS_PER_YEAR)
    suspended = Condition("unpaid", "", terms["unpaid_suspends"])
    if terms["service_years"] > 0.0:
        serve = Duty("serve", "serve", name, "operator", maker.service_kusd * 1e3,
                     currency=currency, of="deliver")  # fmt: skip
        parts.append(unless(suspended, serve))
    if terms["parts_stock_months"] > 0.0:
        parts.append(Duty("stock", "stock", name, "operator", terms["parts_stock_months"],
                          of="deliver"))  # fmt: skip
    return together(
        during(lead, served, together(*parts)),
        after(lead, access(name, terms["open_access"], "deliver")),
    )


def access(maker: str, share: float, of: str = "") -> Term:
    """Second sources qualified: they stay qualified."""
    duty = Duty("access", "access", maker, "operator", share, of=of)
    return surviving(duty) if share > 0.0 else together()


def built_months(terms: Mapping[str, float]) -> int:
    """Months from the first unit to the last."""
    return int(terms["units"] / (terms["yearly"] / MONTHS_PER_YEAR)) + 1


def currency_of(maker: Supplier, terms: Mapping[str, float]) -> str:
    """Currency of the price: the maker's, or tenge that follow prices at home."""
    return "KZT" if terms["tenge_indexed"] >= 0.5 else maker.currency
