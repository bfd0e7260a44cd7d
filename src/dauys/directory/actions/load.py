"""Brings territories, bodies and posts of a pack into the tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Model

from dauys.directory.cache import forget
from dauys.directory.models import Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.schema import Area as PackArea
from dauys.ground.packs.schema import Organization as Body
from dauys.ground.packs.schema import Post as PackPost
from dauys.ground.places.models import Area

# Ids are derived from the pack's codes, so that the same pack gives the same ids everywhere.
_SPACE = UUID("6e2f7a4c-0d0b-5a1e-9c55-64617579730a")


def _id(pack: Pack, what: str, code: str) -> UUID:
    return uuid5(_SPACE, f"{pack.info.code}/{what}/{code}")


def load(*, pack: Pack, actor: Actor, at: datetime) -> None:
    """Brings the pack's areas, organisations and posts into the tables.

    Rows it no longer names stay, for old cases; bodies the office made or changed itself stay as the office wants them.
    """
    with acting(actor):
        own = dict(Organization.objects.filter(source="office").values_list("code", "pk"))
        _put(Area, [_area(pack, area, index) for index, area in enumerate(pack.areas.values())], by=("id",))
        ids = {code: own.get(code) or _id(pack, "organization", code) for code in pack.organizations}
        bodies = [
            _body(pack, body, ids, index)
            for index, body in enumerate(pack.organizations.values())
            if body.code not in own
        ]
        _put(Organization, bodies, by=("id",))
        posts = [_post(pack, body, post, ids) for body in pack.organizations.values() for post in body.posts]
        _put(Post, posts, by=("organization", "code"))
        record(
            "directory.load",
            actor=actor,
            at=at,
            payload={
                "pack": pack.info.code,
                "version": pack.version,
                "organizations": len(pack.organizations),
                "areas": len(pack.areas),
            },
        )
    forget()


def _put(model: type[Model], rows: Sequence[Model], *, by: Sequence[str]) -> None:
    """Inserts rows and brings those that are there up to date. One statement a thousand rows."""
    kept = {"source", *by}
    others = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in kept]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=by, update_fields=others, batch_size=1000
    )


def _area(pack: Pack, area: PackArea, index: int) -> Area:
    return Area(
        id=_id(pack, "area", area.code),
        path=f"{area.code}/",
        parent_id=_id(pack, "area", area.parent) if area.parent else None,
        kind=area.kind,
        names=area.name.as_dict(),
        official_code=area.official_code or "",
        position=index,
    )


def _body(pack: Pack, body: Body, ids: Mapping[str, UUID], index: int) -> Organization:
    return Organization(
        id=ids[body.code],
        code=body.code,
        path=f"{body.code}/",
        parent_id=ids[body.parent] if body.parent else None,
        area_id=_id(pack, "area", body.area),
        kind=body.kind,
        names=body.name.as_dict(),
        short_names=body.short.as_dict(),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        position=index,
    )


def _post(pack: Pack, body: Body, post: PackPost, ids: Mapping[str, UUID]) -> Post:
    return Post(
        id=_id(pack, "post", f"{body.code}:{post.code}"),
        organization_id=ids[body.code],
        code=post.code,
        names=post.name.as_dict(),
        role=post.role,
    )
