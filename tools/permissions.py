"""Writes docs/permissions.md from the predicates and the gates themselves: `update` writes it, `check` compares it."""

import inspect
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs/permissions.md"

if __name__ == "__main__":
    import django

    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.site.settings")
    os.environ.setdefault("DAUYS_SECRET_KEY", "only to read the gates")
    django.setup()

from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402
from ninja.operation import PathView  # noqa: E402

from dauys.answers.models import Answer  # noqa: E402
from dauys.cases.models import Case, Obligation  # noqa: E402
from dauys.directory.models import Organization  # noqa: E402
from dauys.ground.access.actors import ROLES, Actor, Grant, citizen  # noqa: E402
from dauys.ground.access.permissions import REGISTRY, allows  # noqa: E402

ME, ANOTHER = UUID(int=1), UUID(int=2)
CASE = UUID(int=3)
BODY, PLACE = "region/district/", "country/region/district/"
OTHER_BODY, OTHER_PLACE = "region/city/", "country/region/city/"

# Where a row lies, seen from a role granted at BODY for PLACE: owner, place, desk that registered it.
WHERE: Mapping[str, tuple[str, str, str]] = {
    "own body and place": (BODY, PLACE, ""),
    "bodies below": (f"{BODY}housing/", f"{PLACE}village/", ""),
    "own body, another place": (BODY, OTHER_PLACE, ""),
    "another body": (OTHER_BODY, PLACE, ""),
    "registered at own desk": (OTHER_BODY, OTHER_PLACE, BODY),
    "registered at another desk": (OTHER_BODY, OTHER_PLACE, OTHER_BODY),
}
NOWHERE_OF_OURS = ("own body, another place", "another body", "registered at another desk")

# What may stand in the way inside the right place; the words of one side are said when only that side is allowed.
STANDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "assignee": (("nobody", "while nobody prepares it"), ("me", "if they prepare it"), ("another", "")),
    "body": (("suggested", "until the suggested body is confirmed"), ("confirmed", "once the body is confirmed")),
    "writer": (("another", "if they never saved the answer"), ("me", "if they saved the answer")),
}


@dataclass(frozen=True)
class Row:
    """One sample row: where it lies and how it stands."""

    where: str
    stands: tuple[str, ...]

    def obligation(self) -> Obligation:
        owner, place, desk = WHERE[self.where]
        assignee, body, writer = self.stands
        case = Case(id=CASE, registered_at_org=Organization(path=desk) if desk else None)
        confirmed = body == "confirmed"
        row = Obligation(
            case=case, owner_path=owner, area_path=place, route_confirmed=confirmed,
            state="in_work" if confirmed else "new", assignee_id={"me": ME, "another": ANOTHER}.get(assignee),
        )  # fmt: skip
        row.answer = Answer(writers=[ME if writer == "me" else ANOTHER])
        return row


ALL_STANDS = tuple(itertools.product(*([code for code, _words in ways] for ways in STANDS.values())))


def staff(role: str) -> Actor:
    return Actor(kind="staff", id=ME, grants=(Grant(role, BODY, PLACE),))


WHO: Mapping[str, Actor] = {**{role: staff(role) for role in ROLES}, "citizen with number and code": citizen(CASE)}
STRANGERS = {"citizen without": citizen(), "staff without a role": Actor(kind="staff", id=ME)}


def conditions(allowed: set[tuple[str, ...]]) -> str:
    """In which way things must stand, in words; empty when it does not matter."""
    said = []
    for index, ways in enumerate(STANDS.values()):
        codes = {stand[index] for stand in allowed}
        if len(codes) < len(ways):
            said.append(" or ".join(words for code, words in ways if code in codes and words))
    return ", ".join(said)


def cell(permission: str, actor: Actor) -> str:
    """What the predicate itself says to every sample row, in a few words."""
    with patch("dauys.channels.access.organizations", dict):  # the bodies of the samples are not in any database
        allowed = {
            where: {stands for stands in ALL_STANDS if allows(actor, permission, Row(where, stands).obligation())}
            for where in WHERE
        }
    places = [where for where, stands in allowed.items() if stands]
    if not places:
        return "no"
    if len(places) == len(WHERE):
        said = "yes" if actor.kind == "staff" else "the opened case"
    elif set(places) & set(NOWHERE_OF_OURS):
        said = "TOO WIDE: " + ", ".join(places)
    else:
        said = ", ".join(places).replace("own body and place, bodies below", "own body and place")
    return "; ".join(filter(None, [said, conditions(set().union(*allowed.values()))]))


def matrix() -> Iterator[str]:
    yield "| permission | " + " | ".join(WHO) + " |"
    yield "|---" * (len(WHO) + 1) + "|"
    for permission in sorted(REGISTRY):
        yield f"| `{permission}` | " + " | ".join(cell(permission, actor) for actor in WHO.values()) + " |"


def widest() -> list[str]:
    """Cells that reach beyond the grant, and people without any grant who may do something: there should be none."""
    found = [f"{p} as {who}" for p in REGISTRY for who, actor in WHO.items() if "TOO WIDE" in cell(p, actor)]
    return found + [f"{p} as {who}" for p in REGISTRY for who, actor in STRANGERS.items() if cell(p, actor) != "no"]


@dataclass(frozen=True)
class Route:
    """A named address, the methods it takes and the mark of its gate."""

    address: str
    name: str
    methods: str
    gate: str


def _methods(view: Callable[..., Any]) -> str:
    """What `require_http_methods` around the page says, wherever in the pile of decorators it stands."""
    while view is not None:
        known = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in known:
            return ", ".join(m for m in known["request_method_list"] if m != "HEAD")
        view = getattr(view, "__wrapped__", None)  # type: ignore[assignment]
    return "GET"


def _of(pattern: URLPattern) -> tuple[str, str]:
    """Methods and gate of one address."""
    view = pattern.callback
    owner = getattr(view, "__self__", None) or (
        inspect.getclosurevars(view).nonlocals.get("self") if inspect.isfunction(view) else None
    )
    if isinstance(owner, PathView):
        return (
            ", ".join(sorted({m for operation in owner.operations for m in operation.methods})),
            ", ".join(sorted({getattr(operation.view_func, "gate", "") for operation in owner.operations})),
        )
    return _methods(view), getattr(view, "gate", "")


def routes() -> list[Route]:
    def walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Route]:
        for pattern in patterns:
            here = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                here = f"{prefix}<language>/" if "LocalePrefix" in type(pattern.pattern).__name__ else here
                below = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, here, below)
            else:
                yield Route(f"/{here}", f"{space}{pattern.name}", *_of(pattern))

    return sorted(walk(get_resolver().url_patterns, "", ""), key=lambda r: r.address)


GATES = {
    "public": "everyone",
    "secret": "another program that shows a secret of ours",
    "code": "who has given number and code, or the code sent to their contact, or began the draft",
    "": "everyone (the description of the API, or nothing at all)",
}


def page() -> str:
    """The whole document."""
    lines = [
        "# Permissions",
        "",
        "Written by `tools/permissions.py update` from the predicates and the gates of the running code; a test and",
        "`dauys check` fail when it differs. Do not edit it by hand.",
        "",
        "## Who may do what",
        "",
        "Every permission was asked about sample rows with a role granted at one body for one place. *Own body and",
        "place* includes the bodies and places below; a role granted for everything has everything as its own.",
        "*Registered at own desk* is a case that the clerk's desk took in, whoever owns it now.",
        "The clerk of a reception centre also reviews the voices held for its territory. A refusal reads like",
        '"does not exist". Whoever has no role, and a citizen without number and code, may do none of these.',
        "",
        *matrix(),
        "",
        "## Every address and its gate",
        "",
        "A gate that is a permission lets staff in who hold it anywhere; each row behind it is asked again.",
        "",
        "| address | name | methods | gate |",
        "|---|---|---|---|",
        *(f"| `{r.address}` | {r.name} | {r.methods} | {GATES.get(r.gate, f'`{r.gate}`')} |" for r in routes()),
    ]
    return "\n".join(lines) + "\n"


def problems() -> list[str]:
    """What is wrong with the document or with the permissions in it."""
    found = [f"reaches too far: {what}" for what in widest()]
    if not TARGET.exists() or TARGET.read_text("utf-8") != page():
        found.append("docs/permissions.md differs from the code: run tools/permissions.py update")
    return found


def main(arguments: list[str]) -> int:
    if arguments not in (["update"], ["check"]):
        print(__doc__)
        return 2
    if arguments == ["update"]:
        TARGET.write_text(page(), "utf-8")
    found = problems()
    print("\n".join(found) if found else f"docs/permissions.md says what the code does: {len(REGISTRY)} permissions.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
