"""Style: the page's one sheet."""

from __future__ import annotations

from viz.palette import INK, QUIET

# Solara's own bar for a busy server has no name; the page says by itself what is under way.
STYLE = f"""
.v-application--wrap > .v-progress-linear {{ display: none; }}
.tg-page {{ max-width: 1280px; margin: 0 auto; padding: 10px 14px 40px; color: {INK};
  font: 14px/1.45 system-ui, "Noto Sans", sans-serif; background: #fff; }}
.tg-page h1 {{ font-size: 20px; margin: 0; line-height: 1.2; }}
.tg-page h2 {{ font-size: 16px; margin: 0 0 4px; line-height: 1.3; }}
.tg-page h3 {{ font-size: 14px; margin: 0 0 2px; line-height: 1.3; }}
.tg-page p {{ margin: 0 0 6px; }}
.tg-page button:not(.v-btn), .tg-page select, .tg-page input {{ font: inherit; color: {INK}; }}
.tg-page button:not(.v-btn) {{ border: 1px solid #8b97a2; background: #fff; border-radius: 5px;
  padding: 3px 9px; min-height: 30px; cursor: pointer; }}
.tg-page button:not(.v-btn):hover:enabled {{ background: #eef3f7; }}
.tg-page button[aria-pressed="true"] {{ background: {INK}; color: #fff; }}
.tg-page button[aria-pressed="true"]:hover:enabled {{ background: #35434f; }}
.tg-page button:disabled {{ color: #6f7a85; border-color: #ccd3d9; cursor: default; }}
.tg-page select, .tg-page input[type=number], .tg-page input[type=search] {{
  border: 1px solid #8b97a2; border-radius: 5px; padding: 3px 6px; min-height: 30px;
  background: #fff; max-width: 100%; }}
.tg-page select {{ appearance: auto; }}
.tg-page :focus-visible {{ outline: 3px solid #005a8f; outline-offset: 1px; }}
.tg-quiet {{ color: {QUIET}; font-size: 12.5px; }}
.tg-unseen {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }}
.tg-bar {{ display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: end;
  border-bottom: 2px solid {INK}; padding-bottom: 8px; margin-bottom: 10px; }}
.tg-title {{ flex: 1 1 200px; }}
.tg-title p {{ margin: 0 !important; }}
.tg-row {{ display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: end; }}
.tg-row label {{ display: grid; font-size: 12px; color: {QUIET}; }}
.tg-row select {{ max-width: 250px; }}
.tg-number {{ width: 92px; }}
.tg-tongues {{ display: inline-flex; gap: 4px; margin-left: 6px; }}
.tg-main {{ display: grid; grid-template-columns: minmax(0, 1fr) 390px; gap: 12px 16px;
  align-items: start; grid-template-areas: "above beside" "rest beside"; }}
.tg-above {{ grid-area: above; min-width: 0; }}
.tg-rest {{ grid-area: rest; min-width: 0; }}
.tg-beside {{ grid-area: beside; min-width: 0; position: sticky; top: 6px;
  max-height: calc(100vh - 12px); overflow-y: auto;
  padding-right: 6px; }}
.tg-net {{ width: 100%; height: auto; display: block; font-size: 13px; }}
.tg-label {{ paint-order: stroke; stroke: #f3f1ea; stroke-width: 3px; stroke-linejoin: round; }}
.tg-hit {{ cursor: pointer; }}
.tg-modes, .tg-tools {{ display: flex; flex-wrap: wrap; gap: 5px; align-items: center;
  margin: 0 0 6px; }}
.tg-tools {{ margin: 4px 0 0; }}
.tg-tools button:not(.v-btn) {{ font-size: 12px; padding: 1px 8px; min-height: 26px; }}
.tg-tools .tg-why {{ font-weight: 600; }}
.tg-place {{ margin-left: auto; font-size: 12px; color: {QUIET}; }}
.tg-place select {{ max-width: 190px; }}
.tg-legend {{ list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 4px 0;
  padding: 0 !important; font-size: 12px; color: {QUIET}; }}
.tg-legend li {{ display: inline-flex; align-items: center; gap: 5px; }}
.tg-legend span {{ display: inline-block; border-radius: 2px; }}
.tg-time {{ display: flex; gap: 10px; align-items: center; margin: 4px 0; }}
.tg-time label {{ flex: 1; display: block; }}
.tg-time input {{ width: 100%; accent-color: {INK}; }}
.tg-time output {{ font-weight: 600; min-width: 62px; font-variant-numeric: tabular-nums; }}
.tg-play {{ min-width: 86px; }}
.tg-bound {{ font-size: 13px; min-height: 40px; margin: 0 !important; }}
.tg-tip {{ border-left: 3px solid #8b97a2; padding: 2px 10px; min-height: 92px; margin: 4px 0;
  font-size: 13px; }}
.tg-tip h4 {{ margin: 0; font-size: 14px; }}
.tg-tip dl {{ display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: 1px 10px;
  margin: 2px 0 0; }}
.tg-tip dt {{ color: {QUIET}; }}
.tg-tip dd {{ margin: 0; overflow-wrap: anywhere; }}
.tg-grid {{ display: grid; gap: 18px 22px; margin-top: 14px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 390px), 1fr)); }}
.tg-card {{ margin: 0; min-width: 0; }}
.tg-card h3 {{ min-height: 36px; }}
.tg-chart {{ display: block; font-size: 11.5px; cursor: crosshair; max-width: 100%; }}
.tg-readout {{ font-size: 12px; margin: 0 !important; min-height: 34px; color: {INK}; }}
.tg-stale svg {{ opacity: 0.55; }}
.tg-find p {{ font-size: 14.5px; }}
.tg-find p:first-child {{ font-size: 16.5px; font-weight: 600; }}
.tg-panel {{ border: 1px solid #c3cbd2; border-radius: 7px; padding: 12px 14px; margin: 12px 0; }}
.tg-tour {{ background: #eaf4fb; border-color: #8fbfdd; }}
.tg-levers {{ border-top: 1px solid #c3cbd2; padding-top: 8px; margin-top: 8px; }}
.tg-fold {{ display: none; width: 100%; }}
.tg-side {{ background: #a34700; color: #fff; border-radius: 4px; padding: 0 7px; }}
.tg-group h3 {{ margin: 10px 0 4px; border-bottom: 1px solid #dfe3e6; color: {QUIET}; }}
.tg-lever {{ margin: 0 0 8px; }}
.tg-lever label {{ font-size: 13px; display: block; }}
.tg-moved label {{ font-weight: 600; }}
.tg-pull {{ display: flex; align-items: center; gap: 7px; }}
.tg-pull input[type=range] {{ flex: 1 1 90px; min-width: 70px; accent-color: {INK}; height: 26px; }}
.tg-pull input[type=number] {{ width: 82px; padding: 1px 4px; min-height: 27px; }}
.tg-unit {{ font-size: 11.5px; color: {QUIET}; flex: 0 0 66px; line-height: 1.15; }}
.tg-lever details {{ font-size: 12px; color: {QUIET}; }}
.tg-lever summary {{ cursor: pointer; }}
.tg-foldable {{ border-top: 1px solid #c3cbd2; padding: 6px 0; margin: 0; }}
.tg-foldable summary {{ cursor: pointer; font-weight: 600; padding: 3px 0; }}
.tg-choice {{ display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }}
.tg-search {{ display: flex; gap: 8px; align-items: center; font-size: 13px; margin-bottom: 4px; }}
.tg-search input {{ flex: 1; }}
.tg-scroll {{ overflow-x: auto; max-width: 100%; }}
.tg-scroll-tall {{ max-height: 420px; overflow-y: auto; }}
.tg-table {{ border-collapse: collapse; font-size: 13px; width: 100%; }}
.tg-table caption {{ text-align: left; font-weight: 600; padding: 2px 0 4px; }}
.tg-table th, .tg-table td {{ text-align: left; padding: 3px 10px 3px 0; font-weight: 400;
  border-bottom: 1px solid #e3e6e8; vertical-align: top; }}
.tg-table thead th {{ color: {QUIET}; }}
.tg-sort {{ border: 0 !important; padding: 0 !important; min-height: 24px !important; }}
.tg-waterfall .tg-bars {{ width: 50%; padding-right: 0; }}
.tg-waterfall svg {{ width: 100%; height: 18px; display: block; background: #f3f5f6; }}
.tg-waterfall .tg-amount {{ white-space: nowrap; }}
.tg-total th, .tg-total td {{ font-weight: 600; }}
.tg-note {{ background: #fff4e0; border: 1px solid #c98a1b; border-radius: 6px; padding: 8px 12px;
  margin: 0 0 8px; display: flex; gap: 10px; justify-content: space-between; }}
.tg-foot {{ border-top: 1px solid #c3cbd2; margin-top: 18px; padding-top: 8px; font-size: 12.5px;
  color: {QUIET}; }}
.tg-page .v-btn {{ text-transform: none; letter-spacing: 0; min-height: 34px;
  height: auto !important; white-space: normal; max-width: 100%; }}
.tg-page .v-btn__content {{ white-space: normal !important; padding: 4px 0; text-align: left;
  flex: 1 1 auto !important; min-width: 0; max-width: 100%; }}
.tg-code {{ background: #f3f5f6; padding: 8px 10px; border-radius: 6px; overflow: auto;
  max-height: 340px; font: 12px/1.4 ui-monospace, monospace; white-space: pre; }}
@media (max-width: 1000px) {{
  .tg-main {{ grid-template-columns: minmax(0, 1fr);
    grid-template-areas: "above" "beside" "rest"; }}
  .tg-beside {{ position: static; max-height: none; }}
}}
@media (max-width: 600px) {{
  .tg-page {{ padding: 8px 8px 30px; }}
  .tg-net {{ min-width: 0; font-size: 25px; }}
  .tg-minor {{ display: none; }}
  .tg-page .tg-fold {{ display: block; }}
  .tg-label {{ stroke-width: 5px; }}
  .tg-place {{ margin-left: 0; width: 100%; }}
  .tg-tip dl {{ grid-template-columns: max-content 1fr; }}
  .tg-table {{ font-size: 12px; }}
  .tg-verdict {{ min-width: 640px; }}
  .tg-waterfall .tg-bars {{ width: 32%; }}
}}
@media (prefers-reduced-motion: no-preference) {{ .tg-stale svg {{ transition: opacity 0.2s; }} }}
"""
