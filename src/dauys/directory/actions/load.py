"""Brings territories, bodies and posts of a pack into the tables."""

from datetime import datetime
from uuid import UUID, uuid5

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
        for index, area in enumerate(pack.areas.values()):
            _load_area(pack, area, index)
        ids: dict[str, UUID] = {}
        for index, body in enumerate(pack.organizations.values()):
            org_id = own.get(body.code) or _id(pack, "organization", body.code)
            ids[body.code] = org_id
            if body.code not in own:
                _load_body(pack, body, org_id, ids, index)
            for post in body.posts:
                _load_post(pack, body, post, org_id)
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


def _load_area(pack: Pack, area: PackArea, index: int) -> None:
    Area.objects.update_or_create(
        id=_id(pack, "area", area.code),
        defaults={
            "path": f"{area.code}/",
            "parent_id": _id(pack, "area", area.parent) if area.parent else None,
            "kind": area.kind,
            "names": area.name.as_dict(),
            "official_code": area.official_code or "",
            "position": index,
        },
    )


def _load_body(pack: Pack, body: Body, org_id: UUID, ids: dict[str, UUID], index: int) -> None:
    """`ids` knows the bodies above already: the pack names parents before their children."""
    parent = (ids.get(body.parent) or _id(pack, "organization", body.parent)) if body.parent else None
    Organization.objects.update_or_create(
        id=org_id,
        defaults={
            "code": body.code,
            "path": f"{body.code}/",
            "parent_id": parent,
            "area_id": _id(pack, "area", body.area),
            "kind": body.kind,
            "names": body.name.as_dict(),
            "short_names": body.short.as_dict(),
            "valid_from": body.valid_from,
            "valid_until": body.valid_until,
            "position": index,
        },
    )


def _load_post(pack: Pack, body: Body, post: PackPost, org_id: UUID) -> None:
    Post.objects.update_or_create(
        organization_id=org_id,
        code=post.code,
        defaults={"names": post.name.as_dict(), "role": post.role},
        create_defaults={
            "id": _id(pack, "post", f"{body.code}:{post.code}"),
            "names": post.name.as_dict(),
            "role": post.role,
        },
    )
