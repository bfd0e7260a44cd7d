"""The registry of permissions: each verb with the predicate that grants it, asked through one function."""

from collections.abc import Mapping
from typing import Any

from rules.predicates import Predicate

from dauys.ground.access.actors import Actor

REGISTRY: dict[str, Predicate] = {}


class Denied(Exception):
    """Refused. To the person it reads like "does not exist"; the reason is for logs and tests."""


def declare(permissions: Mapping[str, Predicate]) -> None:
    """Adds a room's permissions; called once from the wiring."""
    for name, predicate in permissions.items():
        if REGISTRY.setdefault(name, predicate) is not predicate:
            raise ValueError(f"Permission {name} is declared twice")


def allows(actor: Actor, permission: str, thing: Any = None) -> bool:
    """Whether `actor` may do `permission` to `thing`; an undeclared permission is an error, never a yes."""
    return bool(REGISTRY[permission].test(actor, thing))


def require(actor: Actor, permission: str, thing: Any = None) -> None:
    if not allows(actor, permission, thing):
        raise Denied(permission)
