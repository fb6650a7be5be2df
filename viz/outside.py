"""Outside: buttons that take tables, a report and the script away."""

from __future__ import annotations

from html import escape

import solara

from viz.answer import Answer
from viz.fold import Fold
from viz.screen import Screen
from viz.takeaway import csv_of, parquet_of, report_of, script_of, whole_table
from viz.version import model_version
from viz.wording import Words


@solara.component
def Outside(a: Answer, b: Answer | None, screen: Screen, say: Words) -> None:
    """Take it away, and how it was made."""
    ready = a.complete and (b is None or b.complete)

    def table() -> bytes:
        return csv_of(whole_table(a, b, screen))

    with Fold(say("take-title"), shown=True):
        solara.HTML(tag="p", unsafe_innerHTML=escape(say("take-ready" if ready else "take-wait")))
        with solara.Row(gap="8px", style={"flex-wrap": "wrap"}, classes=["tg-outside"]):
            solara.FileDownload(table, "two-gauges.csv", label="CSV", mime_type="text/csv")
            solara.FileDownload(lambda: parquet_of(whole_table(a, b, screen)),
                                "two-gauges.parquet", label="Parquet")  # fmt: skip
            solara.FileDownload(lambda: report_of(a, b, screen, say), "two-gauges.html",
                                label=say("report"), mime_type="text/html")  # fmt: skip
            solara.FileDownload(lambda: script_of(screen).encode(), "two_gauges.py",
                                label=say("reproduce"), mime_type="text/x-python")  # fmt: skip
    with Fold(say("reproduce")):
        solara.HTML(tag="p", unsafe_innerHTML=escape(say("reproduce-about")))
        solara.HTML(unsafe_innerHTML=f'<pre class="tg-code" tabindex="0">'
                    f"{escape(script_of(screen))}</pre>")  # fmt: skip
    runs = len(a.records)
    solara.HTML(tag="p", classes=["tg-foot"], unsafe_innerHTML=escape(
        say("foot", seed=a.setting.seed, runs=runs, version=model_version())))  # fmt: skip
