"""Keeps a report beside those of earlier releases, and writes the page of figures from all of them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Report = Mapping[str, Any]
# Measured over a data set; the others keep their own figures beside.
BENCHES = ("statements", "worklist", "pages", "finding", "screen", "intake")
_HEAD = """# Performance

Figures of each release, measured by `dauys bench all` in one run on one machine, each beside its floor. This page is
written by `dauys bench all --record docs/performance`; the whole reports with plans and the SQL of floors lie in
`performance/history/`. Times are processor time of web server and PostgreSQL together, a request; a figure without a
bar is there to be compared with the next release.
"""


def keep(report: Report, folder: Path) -> list[Path]:
    """Writes FOLDER/history/VERSION.json and FOLDER.md; what was written."""
    history = folder / "history"
    history.mkdir(parents=True, exist_ok=True)
    kept = history / f"{report['version']}.json"
    before = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    measured = {figure["bench"] for figure in report["figures"]}
    others = [figure for figure in before.get("figures", ()) if figure["bench"] not in measured | set(BENCHES)]
    figures = [*report["figures"], *others]
    whole = {**report, "figures": figures, **({"gate": before["gate"]} if "gate" in before else {})}
    return _write(kept, whole, folder)


def keep_beside(bench: str, figures: Iterable[Mapping[str, Any]], version: str, folder: Path) -> list[Path]:
    """Puts the figures of a bench that needs no data set into the report of this version, which must be there."""
    kept = folder / "history" / f"{version}.json"
    report = json.loads(kept.read_text("utf-8"))
    report["figures"] = [f for f in report["figures"] if f["bench"] != bench]
    report["figures"] += [{"bench": bench, **figure} for figure in figures]
    return _write(kept, report, folder)


def _write(kept: Path, report: Report, folder: Path) -> list[Path]:
    kept.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    page = folder.with_suffix(".md")
    page.write_text(as_page(reports(kept.parent)), "utf-8")
    return [kept, page]


def reports(history: Path) -> list[Report]:
    """Every kept report, the newest release first."""

    def place(path: Path) -> list[int]:
        return [int(part) if part.isdigit() else 0 for part in path.stem.split(".")]

    paths = sorted(history.glob("*.json"), key=place, reverse=True)
    return [json.loads(path.read_text("utf-8")) for path in paths]


def as_page(kept: Iterable[Report]) -> str:
    return "\n".join(
        [_HEAD, *(f"## {r['version']}\n\n{_about(r)}\n\n{table(r['figures'])}\n" for r in kept if "figures" in r)]
    )


def as_text(report: Report) -> str:
    """For a terminal: machine, figures, plans and floors."""
    parts = [_about(report), table(report["figures"])]
    parts += [f"-- {name}\n{text}" for name, text in report["sql"].items()]
    parts += [f"-- plan: {name}\n{text}" for name, text in report["plans"].items()]
    return "\n\n".join(parts)


def _about(report: Report) -> str:
    m, cases = report["machine"], report["cases"]
    return (
        f"{cases['big']:,} cases beside {cases['small']:,}; {m['cores']} cores of {m['processor'] or 'unknown kind'}, "
        f"{m['memory_gb']} GB, {m['system']}, Python {m['python']}, PostgreSQL {m['postgresql']}, load before "
        f"{m['load_before']}."
    )


def table(figures: Iterable[Mapping[str, Any]]) -> str:
    lines = ["| figure | value | p95 | floor | ratio | bar | |", "|---|---|---|---|---|---|---|"]
    for f in figures:
        floor = f"{f['floor']:g} ({f['floor_is']})" if "floor" in f else ""
        value = f"{f['value']:g} {f['unit']}".strip()
        word = {True: "pass", False: "FAIL", None: ""}[f.get("passed")]
        note = "; ".join(filter(None, [word, f.get("note", "")]))
        lines.append(
            f"| {f['name']} | {value} | {f.get('p95', '')} | {floor} | {f.get('ratio', '')} | {f.get('bar', '')} "
            f"| {note} |"
        )
    return "\n".join(lines)
