"""How the figures of volunteering are said: by district, by office, as tiles, and how each is counted."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dauys.cases.display import area_line
from dauys.directory.cache import organizations
from dauys.volunteers.numbers import NO_SKILL, Hours, Sums, Unmet
from dauys.volunteers.pack_words import skill_name, work_name

NOTHING = "—"


def share(part: float | None) -> str:
    """A share as a whole per cent."""
    return NOTHING if part is None else f"{round(part * 100)} %"


def long(minutes: int | None) -> str:
    """Minutes as people say them: minutes up to two hours, then hours, then days."""
    if minutes is None:
        return NOTHING
    if minutes < 120:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%d hour", "%d hours", hours) % hours
    days = round(hours / 24)
    return ngettext("%d day", "%d days", days) % days


def tiles(found: Sums) -> list[tuple[str, str]]:
    """What a head sees first."""
    return [
        (_("Half had a first yes within"), long(found.half)),
        (_("Nine of ten within"), long(found.most)),
        (_("Did not come"), share(found.no_show)),
        (_("Share of active"), share(found.share_active)),
    ]


def funnel(found: Sums) -> list[tuple[str, int, str]]:
    """Each step with how many got there, and which share of the step before."""
    steps = [
        (_("Wished to help"), found.willing),
        (_("Registered"), found.registered),
        (_("First task"), found.first),
        (_("Third task"), found.third),
    ]
    before = [0, *(count for _name, count in steps)]
    return [
        (name, count, share(count / was) if was else NOTHING) for (name, count), was in zip(steps, before, strict=False)
    ]


def unmet_rows(rows: Sequence[Unmet], language: str) -> list[dict[str, Any]]:
    return [
        {
            "area": area_line(row.area, language),
            "work": work_name(row.work, language),
            "skill": skill_name(row.skill, language) if row.skill != NO_SKILL else NOTHING,
            "lines": row.lines, "asked": row.asked, "filled": row.filled, "unmet": row.unmet,
        }
        for row in rows
    ]  # fmt: skip


def hour_rows(rows: Sequence[Hours], language: str) -> list[dict[str, Any]]:
    names = {office.pk: office.name(language) for office in organizations().values()}
    return [
        {
            "office": names.get(row.office, NOTHING),
            "work": work_name(row.work, language),
            "hours": f"{row.minutes / 60:.1f}",
            "people": row.people,
        }
        for row in rows
    ]


def definitions() -> list[tuple[str, str]]:
    """How each figure is counted."""
    return [
        (
            _("Not met"),
            _("Places without anybody who came; before the work is over, without anybody who said yes. A line that "
              "asks for two skills stands in both rows. What was stood down is not missing."),
        ),
        (_("First yes"), _("From the minute the need was written down until somebody agreed to come.")),
        (
            _("Did not come"),
            _("Of those who said yes and of whom it is known: who was absent. Where nobody said anything, it counts "
              "for neither side."),
        ),
        (_("Funnel"), _("Those who signed up in these months, and how far they have come until now.")),
        (
            _("Share of active"),
            _("Of all who are registered: who helped in the ninety days before the end of the period."),
        ),
        (_("Hours of help"), _("Approved hours only, with corrections, on the days of the work.")),
    ]  # fmt: skip
