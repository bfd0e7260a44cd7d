"""The signed protocol of a reception as its person gets it: what a page shows, and the same as a PDF."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dauys.ground.documents import pdf
from dauys.ground.ui.moments import day_words, moment_words
from dauys.receptions.models import Protocol, Referral, Visit
from dauys.receptions.queries import protocols_of
from dauys.receptions.words import OUTCOME_WORDS

_TEMPLATE = Path(__file__).resolve().parent / "templates/receptions/protocol.typ"
Section = tuple[str, list[str]]


def signed_protocol(visit: Visit) -> Protocol | None:
    """The newest version that is signed, with its instructions. Two statements."""
    return next((made for made in protocols_of(visit.pk) if made.signed_at), None)


def sections(made: Protocol, language: str) -> list[Section]:
    """Headings with their lines, in their order; empty ones are left out."""
    orders = [
        f"{o.executor.name(language)}: {o.text}" + (f" ({day_words(o.due_on, language)})" if o.due_on else "")
        for o in made.instructions.all()
    ]
    signed = ""
    if made.signed_by and made.signed_at:
        signed = f"{made.signed_by.name}, {moment_words(made.signed_at, language, year=True)}"
    listed: list[Section] = [
        (_("What came of it"), [OUTCOME_WORDS[made.outcome]()]),
        (_("What was found out"), made.summary.splitlines()),
        (_("What was decided"), made.decided.splitlines()),
        (_("Norm a refusal rests on"), [made.norm]),
        (_("Instructions given"), orders),
        (_("Signed by"), [signed]),
    ]
    return [(heading, lines) for heading, lines in listed if any(lines)]


def companion_values(made: Referral, language: str) -> dict[str, Any]:
    """Who goes with a person, as their own pages say it."""
    body = made.visit.host.organization
    return {"name": made.companion.name, "body": body.name(language), "bodies": made.bodies}  # type: ignore[attr-defined]


def as_pdf(visit: Visit, made: Protocol, language: str) -> bytes:
    office, host = visit.host.office, visit.host.name(language)
    data: dict[str, Any] = {
        "lang": language,
        "title": _("Protocol of the reception"),
        "office": f"{office.name(language)}, {office.address.get(language, '')}",
        "about": f"{host} · {moment_words(visit.arrived_at or visit.created_at, language, year=True)}",
        "sections": [{"heading": heading, "lines": lines} for heading, lines in sections(made, language)],
    }
    return pdf(_TEMPLATE, data)
