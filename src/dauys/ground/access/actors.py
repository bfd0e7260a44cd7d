"""Who acts: a staff member with grants, a citizen known by a code, or the system; and what a grant covers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["staff", "citizen", "system"]
ROLES = ("clerk", "officer", "supervisor", "head", "controller", "administrator", "auditor")
# A deputy does not get these: they are given to a person by name.
PERSONAL_ROLES = ("administrator", "auditor")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a branch of organisations and a territory; an empty path covers everything.

    Paths end with a slash, so that `akjar/` never covers `akjar2/`.
    """

    role: str
    org_path: str = ""
    area_path: str = ""
    # Whose it is, when the actor only stands in for them.
    lent_by: UUID | None = field(default=None, compare=False)

    def covers(self, org_path: str, area_path: str) -> bool:
        return org_path.startswith(self.org_path) and area_path.startswith(self.area_path)


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks or does. `case_ids` are the cases a citizen has opened with number and code.

    `second_factor` says whether a member of staff has one turned on; `vouched`, that the office's own provider said
    who they are, which then asks for what it wants.
    """

    kind: Kind
    id: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    case_ids: frozenset[UUID] = frozenset()
    second_factor: bool = False
    vouched: bool = False

    def grants_of(self, roles: Iterable[str]) -> tuple[Grant, ...]:
        wanted = set(roles)
        return tuple(g for g in self.grants if g.role in wanted)

    def has_role(self, *roles: str) -> bool:
        return any(g.role in roles for g in self.grants)

    @property
    def user_id(self) -> UUID:
        """The id of a member of staff; a citizen or the system has none and may not do what needs one."""
        if self.id is None:
            raise PermissionError("this needs a member of staff")
        return self.id

    @property
    def home(self) -> str:
        """The path of the organisation the actor works in first; empty for none."""
        return self.grants[0].org_path if self.grants else ""


ANONYMOUS = Actor(kind="citizen")
SYSTEM = Actor(kind="system")


def citizen(case_id: UUID | None = None) -> Actor:
    """A citizen, known by the case they opened if there is one."""
    return Actor(kind="citizen", case_ids=frozenset({case_id} if case_id else ()))
