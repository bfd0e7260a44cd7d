"""What the pages of needs share: a line as lists show it, and why somebody may not do it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.core.consent import Verdict
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local
from dauys.volunteers.actions import Sent
from dauys.volunteers.consent import reason
from dauys.volunteers.models import Line
from dauys.volunteers.pack_words import skill_names, work_name
from dauys.volunteers.rules import URGENT
from dauys.volunteers.standing import Standing
from dauys.volunteers.words_of_needs import ASKS_WORDS, NEED_STATE_WORDS, how_full


def hours(during: Any) -> str:
    """From when until when, with the second day where the work goes on for more than a day."""
    starts, ends = local(during.lower), local(during.upper)
    if ends.date() == starts.date() or (ends - starts).days == 0:
        return f"{starts:%H:%M}–{ends:%H:%M}"
    return f"{starts:%H:%M} – {day_words(ends, lang(), year=False)}, {ends:%H:%M}"


def line_row(line: Line, at: datetime) -> dict[str, Any]:
    """A line as lists show it: nothing of who asked."""
    words, look, icon = how_full(line)
    return {
        "line": line,
        "asked": line.obligation.demand.text,
        "language": line.obligation.case.language,
        "work": work_name(line.work, lang()),
        "when": day_words(line.during.lower, lang(), year=False),
        "hours": hours(line.during),
        "place": area_line(line.obligation.area_path, lang()),
        "full": words,
        "look": look,
        "icon": icon,
        "state": NEED_STATE_WORDS[line.state](),
        "skills": skill_names(line.skills, lang()),
        "urgent": line.priority >= URGENT,
        "now": line.state == "open" and line.during.lower <= at,
    }


def law_words(verdict: Verdict) -> str:
    """Why somebody may not do a kind of work: what is asked of their age, by which article, in its words."""
    found = reason(current(), verdict, lang())
    if found is None:
        return _("Their day of birth is not known.")
    article = f" ({found.article})" if found.article else ""
    return f"{ASKS_WORDS[found.asks]()}. {found.says}{article}"


def stop_words(standing: Standing) -> str:
    """Why somebody may not take part: by their office, by law, or for a skill."""
    if standing.refused:
        return _("The volunteer office has not admitted this person to tasks. Ask the office why.")
    if not standing.verdict.allowed:
        return law_words(standing.verdict)
    return _(
        "The work asks for: %(skills)s. The volunteer does not have it, or no paper for it is valid on that day."
    ) % {"skills": ", ".join(skill_names(standing.lacks, lang()))}


def refused_words(sent: Sent) -> str:
    """Who was left out of an invitation, and why."""
    told = [f"{person.name}: {stop_words(standing)}" for person, standing in sent.refused if not standing.allowed]
    return "\n".join(told) or _("Some of them are not volunteers any more, and were not asked.")
