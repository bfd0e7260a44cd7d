"""Invented method sheets of the demonstration: issued before the answers, read by some of those who write them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.oversight import actions
from dauys.oversight.access import issues_for_the_branch
from dauys.oversight.sample_queries import answers_of, branch_sampled, sent_by_sheet
from dauys.site.demo.texts import sheets

FIRST_BEFORE = timedelta(days=70)
NEXT_AFTER = timedelta(days=20)


def draw_a_sample(actors: Mapping[str, Actor], at: datetime) -> None:
    """Last month's answers, drawn and half of them marked; nothing where nobody controls or nothing was sent."""
    controller = next((a for a in actors.values() if a.has_role("controller") and issues_for_the_branch(a)), None)
    month = (local(at).date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if controller is None or not sent_by_sheet(branch_sampled(controller), month):
        return
    made = actions.draw_sample(month=month, size=30, seed="demo-example", actor=controller, at=at)
    for row in answers_of(made)[::2]:
        points = len(next(iter(row.version.words.values()))["points"])
        marks = ["no" if (row.position + n) % 7 == 0 else "yes" for n in range(points)]
        actions.mark_answer(sample=made.pk, position=row.position, marks=marks, actor=controller, at=at)


def issue_sheets(actors: Mapping[str, Actor], at: datetime) -> None:
    """Every invented sheet with its versions; nothing where nobody may issue them."""
    writer = next((a for a in actors.values() if a.has_role("controller") and issues_for_the_branch(a)), None)
    writer = writer or actors.get("admin")
    if writer is None:
        return
    for told in sheets(current().code):
        if told["topic"] and told["topic"] not in current().topics:
            continue
        for place, words in enumerate(told["versions"]):
            when = at - FIRST_BEFORE + place * NEXT_AFTER
            made = actions.draft(topic=told["topic"], words=words, revision=0, actor=writer, at=when)
            actions.issue_sheet(version=made.pk, revision=1, actor=writer, at=when)
            for reader in [a for a in actors.values() if a.has_role("officer")][::2]:
                actions.acknowledge_sheet(version=made.pk, actor=reader, at=when + timedelta(days=1))
