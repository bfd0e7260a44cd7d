"""What the state's register of volunteer activity takes, by the words of its law: actions with organiser, coordinator,
place, time and requirements; groups and organisations; and how many volunteers each office has. Volunteers stand in it
as numbers: to be named there is their own wish, and this program asks nobody for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from dauys.cases.display import area_line
from dauys.core.dates import month_of
from dauys.directory.models import Organization
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, midnight
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Campaign, Group, Line, Volunteer
from dauys.volunteers.pack_words import skill_names, work_name
from dauys.volunteers.words_of_people import GROUP_WORDS

SHEETS: Mapping[str, Callable[[], str]] = {
    "actions": lambda: _("Volunteer actions"),
    "groups": lambda: _("Groups and organisations"),
    "volunteers": lambda: _("Volunteers in numbers"),
}


def headings(sheet: str) -> list[str]:
    office = _("Organiser")
    return {
        "actions": [
            office, _("Action"), _("Kind of work"), _("Coordinator"), _("Place"), _("Begins"), _("Ends"),
            _("Requirements"), _("People asked for"), _("People who came"),
        ],
        "groups": [office, _("Group"), _("Kind"), _("Members")],
        "volunteers": [office, _("Volunteers")],
    }[sheet]  # fmt: skip


def rows_of(sheet: str, offices: Sequence[Organization], first: date, last: date, language: str) -> Iterator[list[Any]]:
    """The rows of one sheet; actions are those that began in the months, in the order in which they did."""
    names = {office.pk: office.name(language) for office in offices}
    if sheet == "actions":
        yield from _actions(names, first, last, language)
    elif sheet == "groups":
        rows = Group.objects.filter(office__in=names).annotate(
            people=Count("members", filter=Q(members__state__in=("active", "paused")))
        )
        for group in rows.order_by("created_at", "pk"):
            yield [names[group.office_id], group.name, GROUP_WORDS[group.kind](), group.people]
    else:
        known = dict(
            Volunteer.objects.filter(office__in=names, state__in=("active", "paused"))
            .values_list("office")
            .annotate(people=Count("pk"))
        )
        for office, name in names.items():
            yield [name, known.get(office, 0)]


def _actions(names: Mapping[Any, str], first: date, last: date, language: str) -> Iterator[list[Any]]:
    since = midnight(month_of(first))
    until = midnight(month_of(last, 1))
    lines = Line.objects.filter(
        obligation__owner__in=names, during__startswith__gte=since, during__startswith__lt=until
    ).exclude(state="stood_down")
    lines = lines.select_related("obligation", "dispatched_by").annotate(
        there=Count("offers", filter=Q(offers__state="came"))
    )
    for line in lines.order_by("during__startswith", "pk"):
        yield [
            names[line.obligation.owner_id],
            line.notice or work_name(line.work, language),
            work_name(line.work, language),
            line.dispatched_by.name if line.dispatched_by else "",
            area_line(line.obligation.area_path, language),
            _moment(line.during.lower),
            _moment(line.during.upper),
            _requirements(line.work, line.skills, language),
            line.capacity,
            line.there,
        ]
    campaigns = Campaign.objects.filter(
        office__in=names, first_on__gte=since.date(), first_on__lt=until.date(), stood_down_at=None
    ).exclude(state="draft")
    for campaign in campaigns.select_related("made_by").prefetch_related("zones").order_by("first_on", "pk"):
        for where in campaign.zones.all():
            yield [
                names[campaign.office_id],
                campaign.name,
                work_name(campaign.work, language),
                campaign.made_by.name if campaign.made_by else "",
                area_line(where.area_path, language),
                _moment(where.during.lower),
                _moment(where.during.upper),
                _requirements(campaign.work, (), language),
                where.capacity,
                where.came,
            ]


def _moment(at: datetime) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}"


def _requirements(work: str, skills: Sequence[str], language: str) -> str:
    """Skills, and the age from which the law lets somebody do it."""
    found = works_of(current()).get(work)
    ages = [band.under_age for band in found.bands if band.asks == "forbidden" and band.under_age] if found else []
    from_age = [_("from %s years") % max(ages)] if ages else []
    return ", ".join([*from_age, *skill_names(skills, language)])
