"""What publication shows elsewhere: new voices on the front page, the author's say, a tab and a step of the desk."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dauys.cases.corrections import Change
from dauys.cases.models import Obligation
from dauys.core.redaction import with_bars
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Action, Panel, Tab
from dauys.publication.actions import erase, look_again
from dauys.publication.marking import found_in
from dauys.publication.queries import newest, of_case
from dauys.publication.words import REASON_WORDS, address_of, place_and_topic, title_of

ON_HOME = 3


def _lang() -> str:
    return get_language() or current().info.default_language


def home_voices(at: datetime) -> Panel | None:
    """The newest public voices. One statement."""
    language = _lang()
    rows = [
        {
            "title": title_of(row),
            "language": row.language,
            "where": place_and_topic(row, language),
            "published": row.published_at,
            "address": address_of(row, language),
        }
        for row in newest(ON_HOME)
    ]
    return Panel("publication/home.html", {"rows": rows}) if rows else None


def preview_panel(text: str, language: str, names: Sequence[str]) -> Panel:
    """Words not yet sent as the public page would show them, without what looks like personal data. No statement."""
    return Panel("publication/preview.html", {"text": with_bars(text, found_in(text, names)), "language": language})


def author_panel(rows: list[Obligation]) -> Panel:
    """What the author decides about the public page. One statement."""
    case = rows[0].case
    found = of_case(case.pk)
    state = found.state if found else "waiting" if case.publish_wanted else ""
    values = {
        "state": state,
        "address": address_of(found, _lang()) if found and state == "published" else "",
        "reason": REASON_WORDS.get(found.reason, "") if found else "",
        "erased": not case.voice.text,
    }
    return Panel("publication/author.html", values)


def review_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "publication.review"):
        return None
    return Tab("to_publish", _("To publish"), reverse("to_publish"), "find")


def review_action(actor: Actor, row: Obligation) -> Action | None:
    if not row.case.publish_wanted or not allows(actor, "publication.review", row):
        return None
    return Action(_("Public page"), reverse("review_publication", args=[row.case_id]), "find")


def erase_person(case_id: UUID) -> None:
    """What the public page held of an erased person."""
    erase(case_id=case_id)


def correct_person(change: Change) -> None:
    """Public words in which the old or the new name stands are looked at again."""
    if "name" in change.new:
        names = [name for name in (change.old["name"], change.new["name"]) if name]
        look_again(case_id=change.case_id, names=names, actor=change.actor, at=change.at)
