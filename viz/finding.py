"""Finding: the one sentence the page opens with, and the one thing to try."""

from __future__ import annotations

from collections import Counter
from html import escape

from rulebook.calendar import MONTHS_PER_YEAR
from viz.answer import Answer
from viz.figures import BY_NAME, losses_of
from viz.levers import SHOWN_OF_EACH, load_levers, value_now
from viz.map import limit_words, ranked
from viz.picture import gap_title, title_of
from viz.setting import Setting, scenarios
from viz.wording import Words


def finding(answer: Answer, say: Words) -> str:
    """What was carried, what held it back most, and who could stop it, as HTML."""
    sentences = [title_of(answer, BY_NAME["throughput"], say)]
    limit, share = most_bound(answer)
    if limit:
        sentences.append(say("finding-limit", limit=limit_words(limit, say),
                             share=say.number(100.0 * share, 2)))  # fmt: skip
    first, last = first_and_last(answer)
    if first and last and first != last:
        sentences.append(say("finding-moves", first=limit_words(first, say),
                             last=limit_words(last, say)))  # fmt: skip
    losses = losses_of(answer)
    if losses:
        sentences.append(title_of(answer, BY_NAME["dependence"], say))
    return "".join(f"<p>{escape(one)}</p>" for one in sentences)


def finding_of_two(a: Answer, b: Answer, say: Words) -> str:
    """What B does to cargo, jobs and dependence, and which limit holds either back, as HTML."""
    names = ("throughput", "jobs", "dependence")
    sentences = [gap_title(a, b, BY_NAME[name], say) for name in names]
    limits = [most_bound(one)[0] for one in (a, b)]
    if all(limits):
        left, right = (limit_words(limit, say) for limit in limits)
        same = limits[0] == limits[1]
        sentences.append(say("finding-same", limit=left) if same
                         else say("finding-other", a=left, b=right))  # fmt: skip
    return "".join(f"<p>{escape(one)}</p>" for one in sentences)


def most_bound(answer: Answer) -> tuple[str, float]:
    """The limit that held the China gates back in most months, and the share of months."""
    count: Counter[str] = Counter()
    months = 0
    for one in answer.all_records:
        for gate in ("dostyk", "altynkol"):
            names = one.bound.get(gate, [])
            count.update(name for name in names if name not in ("demand", ""))
            months += len(names)
    if not count:
        return "", 0.0
    name = ranked(count)[0]
    return name, count[name] / months


def first_and_last(answer: Answer) -> tuple[str, str]:
    """The limits that bound most in the first and in the last three years."""
    span = 3 * MONTHS_PER_YEAR
    found: list[str] = []
    for cut in (slice(0, span), slice(-span, None)):
        count: Counter[str] = Counter()
        for one in answer.all_records:
            for names in one.bound.values():
                count.update(name for name in names[cut] if name not in ("demand", ""))
        found.append(ranked(count)[0] if count else "")
    return found[0], found[1]


def thing_to_try(setting: Setting) -> Setting | None:
    """The same setting with the weightiest policy that still stands where it stood moved far."""
    levers = [one for one in load_levers().values() if one.kind == "policy"]
    base = scenarios()[setting.scenario]
    for one in sorted(levers, key=lambda lever: -lever.weight)[:SHOWN_OF_EACH]:
        now = value_now(one.name, base)
        if one.name not in dict(setting.levers) and one.weight > 0.0:
            far = one.high if one.high - now >= now - one.low else one.low
            return setting.with_lever(one.name, far)
    return None

