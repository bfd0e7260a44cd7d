"""Writes the directory: brings territories, bodies and posts of a pack into the tables, appoints people to posts."""

from datetime import date, datetime
from uuid import UUID, uuid5

from dauys.directory.cache import forget
from dauys.directory.models import Membership, Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.schema import Area as PackArea
from dauys.ground.places.models import Area

# Ids are derived from the pack's codes, so that the same pack gives the same ids everywhere.
_SPACE = UUID("6e2f7a4c-0d0b-5a1e-9c55-64617579730a")


def _id(pack: Pack, what: str, code: str) -> UUID:
    return uuid5(_SPACE, f"{pack.info.code}/{what}/{code}")


def load(*, pack: Pack, actor: Actor, at: datetime) -> None:
    """Brings the pack's areas, organisations and posts into the tables; rows it no longer names stay, for old cases."""
    with acting(actor):
        for index, area in enumerate(pack.areas.values()):
            _load_area(pack, area, index)
        for index, body in enumerate(pack.organizations.values()):
            org_id = _id(pack, "organization", body.code)
            Organization.objects.update_or_create(
                id=org_id,
                defaults={
                    "code": body.code,
                    "path": f"{body.code}/",
                    "parent_id": _id(pack, "organization", body.parent) if body.parent else None,
                    "area_id": _id(pack, "area", body.area),
                    "kind": body.kind,
                    "names": body.name.as_dict(),
                    "short_names": body.short.as_dict(),
                    "valid_from": body.valid_from,
                    "valid_until": body.valid_until,
                    "position": index,
                },
            )
            for post in body.posts:
                Post.objects.update_or_create(
                    id=_id(pack, "post", f"{body.code}:{post.code}"),
                    defaults={
                        "organization_id": org_id,
                        "code": post.code,
                        "names": post.name.as_dict(),
                        "role": post.role,
                    },
                )
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


def appoint(*, user: User, post: Post, since: date, actor: Actor, at: datetime) -> None:
    """The user holds the post from `since` on; again changes nothing."""
    with acting(actor):
        _, fresh = Membership.objects.get_or_create(user=user, post=post, defaults={"valid_from": since})
        if fresh:
            record("directory.appoint", actor=actor, at=at, payload={"user": user.pk, "post": post.pk})
