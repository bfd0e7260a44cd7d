"""Watches that pages do not get slower from release to release: their cost beside a yardstick of the same run.

The yardstick is a fixed piece of the work pages are made of (words put together, numbers read and written, a little
SQL). A slow or busy machine slows both alike, so the ratio of the two stays, and that is what a release keeps.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.template import engines
from django.test import Client

from dauys.ground.moment import now
from dauys.site.bench.addresses import an_answered_case, an_ordinary_case_of, view_address
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.statements import HOST, signed_in

LIMIT = 1.3
LEAST = 0.05  # of the yardstick; a page kept ready costs a tenth of it, and less than this is noise
WARM, REQUESTS = 5, 80
CASES = 6_000  # of the data set both are measured on; the lists of fewer have no full page
WHAT_TO_DO = (
    "Run `dauys bench all --data DIR` over a seeded data set and see which statements or templates grew. If the cost "
    f"is wanted, keep the new ratios: `dauys seed --cases {CASES} --data DIR`, `dauys bench gate --data DIR --record "
    "docs/performance`, and say why in the commit."
)
Ratios = Mapping[str, float]


def pages() -> dict[str, Callable[[], Any]]:
    """What is watched, as things to do; each answers 200."""
    desk, citizen = signed_in("housing-head"), Client(HTTP_HOST=HOST)
    number, code = an_answered_case()
    citizen.post("/kk/track/", {"number": number, "code": code})
    case = f"/kk/desk/cases/{an_ordinary_case_of('housing-head', now())}/"

    def opened(client: Client, path: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return ask

    return {
        "worklist": opened(desk, view_address("body")),
        "answered list": opened(desk, view_address("answered")),
        "case page": opened(desk, case),
        "tracking page": opened(citizen, "/kk/track/case/"),
        "front page": opened(citizen, "/kk/"),
    }


_ROWS = """{% load i18n %}{% for row in rows %}<tr{% if row.open %} data-row{% endif %}><td>{{ row.number }}</td>
<td><a href="?n={{ row.number|urlencode }}" lang="{{ row.language }}">{{ row.words|truncatechars:60 }}</a></td>
<td>{{ row.at|date:"j E Y, H:i" }}{% if row.again %}<b>{{ row.words|upper }}</b>{% endif %}</td></tr>{% endfor %}"""


@cache
def _template() -> Any:
    return engines["django"].from_string(_ROWS)


def yardstick() -> None:
    """A fixed piece of work of a page's kind; changing it makes every kept ratio worthless."""
    moment = datetime(2026, 3, 4, 10, tzinfo=UTC)
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("SELECT n, md5(n::text), repeat('сөз ', 40) FROM generate_series(1, 60) AS n ORDER BY 2")
            found = cursor.fetchall()
    rows = [
        {"number": n, "words": words, "language": "kk", "open": n % 2, "again": n % 5 == 0, "at": moment}
        for n, _digest, words in found
    ]
    _template().render({"rows": json.loads(json.dumps(rows, default=str)) and rows})


def measure(requests: int = REQUESTS) -> dict[str, float]:
    """The processor time of every page, in this process and its database session, as a multiple of the yardstick's.

    All are asked in turn, and of each the cheap tenth counts: what else the machine does can only add to the cost.
    """
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their styles by what they hold
    what = {"yardstick": yardstick, **pages()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    spent: dict[str, list[float]] = {name: [] for name in what}
    for turn in range(WARM + requests):
        for name, one in what.items():
            began = time.process_time() + running_seconds(backend)
            one()
            if turn >= WARM:
                spent[name].append(time.process_time() + running_seconds(backend) - began)
    cheap = {name: sorted(found)[len(found) // 10] for name, found in spent.items()}
    return {name: round(cheap[name] / cheap["yardstick"], 3) for name in what if name != "yardstick"}


def slower(found: Ratios, kept: Ratios, limit: float = LIMIT) -> dict[str, str]:
    """Pages that cost more than `limit` times what the last release kept, and LEAST more; both ratios in words."""
    grown = {name: (ratio, kept[name]) for name, ratio in found.items() if name in kept}
    return {
        name: f"{name}: {now_:.2f} times the yardstick, {then:.2f} in the last release (+{now_ / then - 1:.0%})"
        for name, (now_, then) in grown.items()
        if now_ > limit * then and now_ - then > LEAST
    }


def complaints(kept: Ratios, again: int = 2) -> list[str]:
    """What became slower, in words; a suspicion is looked at twice more, and only what is slow each time counts."""
    found = slower(measure(), kept)
    for _ in range(again):
        if not found:
            return []
        found = {name: words for name, words in slower(measure(), kept).items() if name in found}
    return list(found.values())


def last_kept(history: Path) -> tuple[str, Ratios]:
    """The newest release that kept ratios; raises FileNotFoundError when none did."""
    kept = [json.loads(path.read_text("utf-8")) for path in history.glob("*.json")]
    with_gate = [report for report in kept if report.get("gate")]
    if not with_gate:
        raise FileNotFoundError(f"no release below {history} kept its ratios")
    newest = max(with_gate, key=lambda report: [int(part) for part in report["version"].split(".") if part.isdigit()])
    return newest["version"], newest["gate"]


def keep(found: Ratios, version: str, folder: Path) -> Path:
    """Puts the ratios into the release's report."""
    path = folder / "history" / f"{version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    report = json.loads(path.read_text("utf-8")) if path.exists() else {"version": version}
    text = json.dumps({**report, "gate": dict(found)}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", "utf-8")
    return path
