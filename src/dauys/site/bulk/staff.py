"""Invented staff for bodies where nobody works in the small demonstration, so that every body answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.site.demo.staff import DOMAIN, STAFF, Worker, hire

OFFICERS = 3
CLERKS = 6
# The surnames say "example", "model", "trial" and "exhibit", as those of the demonstration.
_SURNAMES = ("Мысалов", "Үлгібаев", "Сынақов", "Көрмеков", "Примеров", "Образчиков")
_NAMES = ("Ерлан", "Асқар", "Данияр", "Марат", "Тимур", "Әділ", "Санжар", "Руслан")
DESK = "centre"


def everybody() -> tuple[Worker, ...]:
    """The staff of the demonstration and as many officers and a supervisor for each body of the pack."""
    more: list[Worker] = []

    def add(role: str, org: str, number: int) -> None:
        count = len(more)
        name = f"{_NAMES[count % len(_NAMES)]} {_SURNAMES[count % len(_SURNAMES)]}"
        more.append(Worker(f"{org.replace('/', '.')}-{role}{number}", name, role, org))

    for org in current().organizations:
        for number in range(1, OFFICERS + 1):
            add("officer", org, number)
        add("supervisor", org, 1)
    for number in range(1, CLERKS + 1):
        add("clerk", DESK, number)
    return (*STAFF, *more)


def hire_everybody(*, at: datetime) -> int:
    """Hires whoever is not here yet as of `at`; how many."""
    known = set(User.objects.values_list("email", flat=True))
    missing = [worker for worker in everybody() if worker.email not in known]
    if missing:
        hire(at=at, workers=missing)
    return len(missing)


def hired() -> Mapping[str, Sequence[tuple[Worker, str]]]:
    """Workers with the 32 digits of their account, by role."""
    ids = dict(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", "id"))
    found: dict[str, list[tuple[Worker, str]]] = {}
    for worker in everybody():
        found.setdefault(worker.role, []).append((worker, ids[worker.email].hex))
    return found
