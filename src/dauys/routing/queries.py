"""Suggests who should act on a voice and says why in words people can check; reads what was done to many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dauys.cases.models import IS_OPEN, Obligation
from dauys.cases.queries import newest_owner, visible_to
from dauys.core.routing import Choice, Rule, TopicScore, as_written, choose, find_urgent, suggest_topics
from dauys.directory.cache import above, organizations
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.packs.grounds import Ground
from dauys.ground.packs.pack import Pack
from dauys.ground.ui.moments import local
from dauys.routing.models import Bulk, GiveBack, Leaving

GOES_UP = "goes-up"  # the rule of a complaint about another case


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The body the rules lead to, the rule, and the words in the text that made it apply."""

    owner: Organization
    rule: str
    matched: tuple[str, ...]


@cache
def _rules():  # type: ignore[no-untyped-def]
    return current().routing_rules()


def topics(text: str, limit: int = 3) -> tuple[TopicScore, ...]:
    """The topics the words of a text point at, likeliest first."""
    return tuple(suggest_topics(text, current().topic_words(), limit=limit))


def urgent(text: str) -> bool:
    """Whether the text holds a word that means danger to life."""
    return bool(find_urgent(text, current().urgent_words()))


def crime_words(text: str) -> tuple[str, ...]:
    """What in a text may tell of a crime, as it is written there; never to be kept anywhere else."""
    return as_written(text, current().crime_words())


def tells_of_crime(text: str, pack: Pack | None = None) -> bool:
    """Whether the text holds words that may tell of a crime, by the pack in force or another one."""
    return bool(find_urgent(text, (pack or current()).crime_words()))


def goes_first(text: str) -> bool:
    """Whether a voice stands before all others: for danger to life, or for words of a crime."""
    return urgent(text) or tells_of_crime(text)


def decide(
    rules: Sequence[Rule],
    *,
    text: str,
    topic: str,
    area_path: str,
    kind: str,
    channel: str,
    represented: bool,
    crime: bool = False,
) -> Choice:
    """The first of these rules that fits; LookupError when none does."""
    choice = choose(
        rules,
        topic=topic,
        area_path=area_path.rstrip("/"),
        kind=kind,
        text=text,
        channel=channel,
        applicant="representative" if represented else "person",
        crime=crime,
    )
    if choice is None:
        raise LookupError("The pack has no routing rule that always fits.")
    return choice


def suggest(
    *,
    text: str,
    topic: str,
    area_path: str,
    kind: str,
    channel: str = "web",
    represented: bool = False,
    about: UUID | None = None,
    crime: bool = False,
) -> Suggestion:
    """The first rule of the pack that fits; every pack ends with one that always does.

    `area_path` may end with the slash paths carry in tables; `represented`: somebody speaks for the applicant. A
    complaint `about` another case goes to the body above the one that had it, where its kind goes up. `crime`: the
    author is unknown and may tell of a crime, so that the pack's rules of crime come before all else; see `is_crime`.
    """
    asked = {"topic": topic, "area_path": area_path, "kind": kind, "channel": channel, "represented": represented}
    if crime and (named := _for_crime(text, asked)):
        return named
    if about and current().kinds[kind].goes_up and (higher := _above(about)):
        return Suggestion(higher, GOES_UP, ())
    choice = decide(_rules(), text=text, **asked)  # type: ignore[arg-type]
    return Suggestion(organizations()[choice.rule.to], choice.rule.code, choice.matched)


def _for_crime(text: str, asked: Mapping[str, Any]) -> Suggestion | None:
    """What a rule of crime names; None when none fits, or when its body is not in the office's directory."""
    choice = decide(_rules(), text=text, **asked, crime=True)
    body = organizations().get(choice.rule.to) if is_crime(choice) else None
    return Suggestion(body, choice.rule.code, choice.matched) if body else None


def is_crime(choice: Choice) -> bool:
    """Whether a rule for words of a crime decided."""
    return choice.rule.when_crime


def is_crime_rule(code: str) -> bool:
    """Whether this is the code of a rule for words of a crime."""
    return any(rule.when_crime for rule in _rules() if rule.code == code)


def crime_body(row: Obligation) -> Suggestion | None:
    """The body that the pack's rules of crime name for this case, by which rule; None when they name none."""
    case = row.case
    about = {"topic": case.topic, "area_path": row.area_path, "kind": row.kind, "channel": case.channel}
    found = suggest(text=case.voice.text, **about, crime=True)  # type: ignore[arg-type]
    return found if is_crime_rule(found.rule) else None


def anonymous_ground() -> Ground | None:
    """The pack's ground for leaving an appeal whose author is not known."""
    return next((ground for ground in current().grounds.values() if ground.anonymous), None)


def settle_moment(at: datetime) -> datetime | None:
    """Until when the body above names an owner of what nobody owns since `at`; None when the pack sets no term."""
    calendar, last = current().calendar(), current().settle_by(local(at).date())
    return datetime.combine(last, calendar.closes, tzinfo=calendar.zone) if last else None


def _above(case_id: UUID) -> Organization | None:
    """The body that considers complaints about the one that has, or had last, a case."""
    owner = newest_owner(case_id)
    return next((organizations()[code] for code in above(owner.code)), None) if owner else None


def reason(rule: str, language: str) -> str:
    """Why the rule sends a voice where it does; empty for a clerk's own choice."""
    if rule == GOES_UP:
        return _("A complaint goes to the body above the one it is about.")
    return next((r.reason.get(language) for r in current().routing if r.code == rule), "")


def chosen(actor: Actor, ids: Sequence[UUID]) -> list[Obligation]:
    """The rows of these ids that the actor may see, with what a list shows of them, in the list's own order."""
    rows = (
        visible_to(actor)
        .filter(pk__in=ids)
        .select_related("case__voice", "case__registered_at_org", "assignee", "owner")
    )
    return list(rows.order_by("priority", "due_at", "id")) if ids else []


def bulk_of(actor: Actor, bulk_id: UUID) -> Bulk | None:
    """What the actor has done to many rows together; nobody else's."""
    return Bulk.objects.prefetch_related("rows").filter(pk=bulk_id, user=actor.id).first()


def given_back(obligation_id: UUID) -> GiveBack | None:
    """Why a body says that a demand is not its own, as it said last."""
    return GiveBack.objects.filter(obligation=obligation_id).select_related("by").order_by("-at", "-pk").first()


def waiting_leaving(obligation_id: UUID) -> Leaving | None:
    """The proposal to leave a demand without consideration that nobody has decided yet."""
    return Leaving.objects.filter(obligation=obligation_id, decided_at=None).select_related("by").first()


def leavings(actor: Actor) -> list[Obligation]:
    """What waits for the actor's word whether it is left: of bodies they lead, proposed by others, soonest first."""
    waiting = Leaving.objects.filter(decided_at=None).exclude(by=actor.user_id).values("obligation")
    rows = visible_to(actor).filter(IS_OPEN, pk__in=waiting).select_related("case__voice", "assignee")
    return [row for row in rows.order_by("due_at", "id")[:200] if allows(actor, "cases.agree_leaving", row)]
