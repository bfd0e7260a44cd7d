"""Brings the invented staff and cases into an empty database by the same actions that pages call."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dauys.answers import actions as answers
from dauys.answers.queries import newest_sent
from dauys.answers.starting import filled, starting_blocks
from dauys.cases import actions as cases
from dauys.cases.access import holds_role_over_owner
from dauys.cases.models import Obligation
from dauys.channels import actions as channels
from dauys.core.dates import full_date
from dauys.core.redaction import covered
from dauys.directory.cache import organizations
from dauys.ground.access.actors import ANONYMOUS, Actor, citizen
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.ground.packs.pack import Pack
from dauys.ground.ui.moments import local
from dauys.publication import actions as publication
from dauys.routing import actions as routing
from dauys.site.demo.helping import help_each_other
from dauys.site.demo.methods import draw_a_sample, issue_sheets
from dauys.site.demo.plan import Step, Story, first_sentence, in_order, plan
from dauys.site.demo.received import receive
from dauys.site.demo.staff import HIRED_BEFORE, cast_of, hire
from dauys.site.demo.texts import words
from dauys.site.demo.together import signed_together, written_again
from dauys.site.demo.undelivered import not_brought

Progress = Callable[[int, int], None]


def is_empty() -> bool:
    """Whether nobody works here yet, which is when the demonstration seeds."""
    return not User.objects.exists()


def seed(
    *,
    at: datetime,
    progress: Progress,
    stories: Sequence[Story] | None = None,
    hired_before: timedelta = HIRED_BEFORE,
) -> int:
    """Hires everybody and plays every case (or the given ones) up to `at`, all or nothing; how many cases there are."""
    is_whole = stories is None
    if stories is None:
        stories = everything(current(), at)
    with transaction.atomic(), in_bulk():
        hire(at=at - hired_before, workers=cast_of(current()).staff)
        player = Player()
        steps = in_order(stories)
        for done, (story, step) in enumerate(steps):
            player.play(story, step)
            if done % 250 == 0:
                progress(done, len(steps))
        if is_whole:
            receive(player.actors, cast_of(current()), at)
            help_each_other(player.actors, at)
            issue_sheets(player.actors, at)
            draw_a_sample(player.actors, at)
    return len(stories)


def everything(pack: Pack, at: datetime) -> list[Story]:
    """Every invented case, also those of several people, of who wrote again, and answers that somebody has to bring."""
    return not_brought(written_again(signed_together(plan(pack, at), pack), pack, cast_of(pack), at), pack)


@contextmanager
def in_bulk() -> Iterator[None]:
    """One transaction, all or nothing: inner savepoints and the search for cyclic garbage would only cost time."""
    connection.features.uses_savepoints = False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")  # tables without statistics: planning is most of a read
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        del connection.features.uses_savepoints


def _actors() -> dict[str, Actor]:
    known = {u.email: actor_of(u) for u in with_grants()}
    return {w.login: known[w.email] for w in cast_of(current()).staff}


@dataclass
class Player:
    """Plays planned steps through the rooms' actions and remembers which rows each story led to."""

    actors: dict[str, Actor] = field(default_factory=_actors)
    cases: dict[UUID, UUID] = field(default_factory=dict)
    legs: dict[tuple[UUID, int], UUID] = field(default_factory=dict)
    revisions: dict[UUID, int] = field(default_factory=dict)

    def play(self, story: Story, step: Step) -> None:
        verb = getattr(self, f"_{step.verb}")
        verb(story, step, self.actors.get(step.who, ANONYMOUS))

    def _leg(self, story: Story, step: Step) -> UUID:
        return self.legs[story.key, step.leg]

    def _revision(self, story: Story, step: Step) -> int:
        return self.revisions[self._leg(story, step)]

    def _file(self, story: Story, step: Step, actor: Actor) -> None:
        filed = channels.file(
            data=dict(story.data),
            channel=story.channel,
            key=story.key,
            actor=actor,
            at=step.at,
            received_at=story.received_at,
            desk=actor.grants_of(["clerk"])[0].org_path if step.who else "",
        )
        self.cases[story.key] = filed.case_id
        self.legs[story.key, 1] = Obligation.objects.values_list("pk", flat=True).get(case=filed.case_id)

    def _confirm(self, story: Story, step: Step, _actor: Actor) -> None:
        case = self.cases[story.key]
        cases.confirm_identity(case_id=case, identity="code", actor=citizen(case), at=step.at)

    def _mark(self, story: Story, step: Step, actor: Actor) -> None:
        """Nothing where the earlier case was not played."""
        case, earlier = self.cases[story.key], self.cases.get(step.values["earlier"])
        if earlier is not None:
            cases.mark_repeat(case_id=case, earlier=earlier, reason=step.values["reason"], actor=actor, at=step.at)

    def _settle(self, story: Story, step: Step, actor: Actor) -> None:
        owner = organizations()[story.owner]
        routing.settle(obligation=self._leg(story, step), owner=owner, actor=actor, at=step.at)

    def _give(self, story: Story, step: Step, actor: Actor) -> None:
        officer = self.actors[step.values["officer"]].id
        if officer is not None:
            routing.give(obligation=self._leg(story, step), officer=officer, actor=actor, at=step.at)

    def _take(self, story: Story, step: Step, actor: Actor) -> None:
        routing.take(obligation=self._leg(story, step), actor=actor, at=step.at)

    def _draft(self, story: Story, step: Step, actor: Actor) -> None:
        row = Obligation.objects.select_related("case").get(pk=self._leg(story, step))
        saved = answers.save(
            obligation=row.pk,
            blocks=blocks(story, step, row),
            language=story.text.language,
            revision=self.revisions.get(row.pk, 0),
            actor=actor,
            at=step.at,
        )
        self.revisions[row.pk] = saved.revision

    def _submit(self, story: Story, step: Step, actor: Actor) -> None:
        answers.submit(obligation=self._leg(story, step), actor=actor, at=step.at)

    def _send_back(self, story: Story, step: Step, actor: Actor) -> None:
        because = step.values["because"]
        answers.send_back(
            obligation=self._leg(story, step),
            revision=self._revision(story, step),
            because=because,
            actor=actor,
            at=step.at,
        )

    def _send(self, story: Story, step: Step, actor: Actor) -> None:
        about: dict[str, Any] = {"revision": self._revision(story, step), "at": step.at}
        row = Obligation.objects.select_related("case").get(pk=self._leg(story, step))
        for role in current().signatures(row.kind)[1:]:
            signs = holds_role_over_owner(role)
            other = next(who for who in self.actors.values() if who.id != actor.id and signs.test(who, row))
            answers.sign_answer(obligation=row.pk, actor=other, **about)
        answers.send(obligation=row.pk, actor=actor, **about)

    def _read_out(self, story: Story, step: Step, actor: Actor) -> None:
        proof = words(current().code)["read_out"][story.text.language]
        answers.read_out(obligation=self._leg(story, step), proof=proof, actor=actor, at=step.at)

    def _post(self, story: Story, step: Step, actor: Actor) -> None:
        proof = words(current().code)["posted"][story.text.language]
        answers.post(obligation=self._leg(story, step), proof=proof, actor=actor, at=step.at)

    def _rate(self, story: Story, step: Step, _actor: Actor) -> None:
        again = answers.rate(
            obligation=self._leg(story, step),
            actor=citizen(self.cases[story.key]),
            at=step.at,
            score=step.values["score"],
            solved=step.values["solved"],
            comment=step.values["comment"],
            reasons=step.values["reasons"],
        )
        if again is not None:
            self.legs[story.key, 2] = again.pk

    def _publish(self, story: Story, step: Step, actor: Actor) -> None:
        case = self.cases[story.key]
        sent = newest_sent(case)
        names = [story.data["name"], story.data.get("other_name", "")]
        publication.publish(
            case_id=case,
            text=covered(story.data["text"], names=names),
            decided=covered(sent.decided, names=names) if sent else None,
            actor=actor,
            at=step.at,
        )

    def _refuse(self, story: Story, step: Step, actor: Actor) -> None:
        publication.refuse(case_id=self.cases[story.key], reason="other_people", actor=actor, at=step.at)


def blocks(story: Story, step: Step, row: Obligation) -> dict[str, str]:
    """The four blocks of an invented answer; the way to complain is the pack's own text."""
    language, day = story.text.language, local(step.at).date()
    gaps = {
        **{name: str(value) for name, value in story.gaps.items()},
        "checked": full_date(day, language),
        "until": full_date(local(step.values["until"]).date(), language),
        "received": full_date(local(row.case.received_at).date(), language),
        "sentence": first_sentence(story.data["text"]),
    }
    second = words(current().code)["second"][language]
    found, decided = (story.text.found, story.text.decided) if step.leg == 1 else (second["found"], second["decided"])
    return {
        "asked": filled(words(current().code)["asked"][language], gaps),
        "found": filled(found, gaps),
        "decided": filled(decided, gaps),
        "appeal": starting_blocks(row, language, day)["appeal"],
        "outcome": step.values.get("outcome", "solved"),
        "norm": step.values.get("norm", ""),
    }
