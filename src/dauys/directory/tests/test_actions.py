"""The pack's bodies and places come into the tables with stable ids, again and again without a change."""

from datetime import date
from typing import Any

from dauys.directory import actions
from dauys.directory.models import Membership, Organization, Post
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.places.models import Area


def picture() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Organization, Post, Area)]


def test_loading_again_changes_no_row(db: None, make: Any) -> None:
    before = picture()
    assert len(before[0]) == len(current().organizations) and len(before[2]) == len(current().areas)
    actions.load(pack=current(), actor=SYSTEM, at=make.AT)
    assert picture() == before
    assert Entry.objects.get(verb="directory.load").payload["organizations"] == len(before[0])


def test_paths_follow_parents(db: None) -> None:
    for model in (Organization, Area):
        for row in model.objects.select_related("parent"):
            assert row.path.endswith("/") and (row.parent is None or row.path.startswith(row.parent.path))


def test_a_body_the_pack_no_longer_names_stays(db: None, make: Any) -> None:
    old = make.body()
    extra = Organization.objects.create(
        id=make.uuid4(), code="old", path="old/", kind="department", names={"kk": "Ескі"}, parent=None
    )
    actions.load(pack=current(), actor=SYSTEM, at=make.AT)
    assert Organization.objects.filter(pk__in=[old.pk, extra.pk]).count() == 2


def test_an_appointment_is_made_once(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    post = Post.objects.filter(organization__code=make.HOUSING).first()
    assert post is not None
    for _ in range(2):
        actions.appoint(user=user, post=post, since=date(2026, 1, 1), actor=SYSTEM, at=make.AT)
    assert Membership.objects.count() == 1 and Entry.objects.filter(verb="directory.appoint").count() == 1
