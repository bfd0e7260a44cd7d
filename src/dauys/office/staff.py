"""Reads lines of a table as members of staff: one line, one role of one person at one body."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.directory.models import Post
from dauys.ground.access.actors import ROLES
from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import Line, Problem
from dauys.office.reading import Found, Reading, path

COLUMNS: Mapping[str, Any] = {
    "email": gettext_lazy("E-mail, with which the person signs in."),
    "name": gettext_lazy("Name and surname."),
    "role": gettext_lazy("One of the words listed under the table."),
    "body": gettext_lazy("Code of the body; a star (*) for all of them."),
    "area": gettext_lazy("Code of the place, if the role ends at its border. May be empty."),
    "post": gettext_lazy("Code of the post in the body. May be empty."),
    "language": gettext_lazy("Language of the letters, by its two letters. May be empty."),
}
REQUIRED = ("email", "name", "role", "body")
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Known:
    """What there is: accounts by e-mail in small letters, the roles in force, posts by body and code, places."""

    users: Mapping[str, User]
    grants: Collection[tuple[UUID, str, str, str]]  # account, role, path of the body, path of the place
    posts: Mapping[tuple[str, str], Post]
    held: Collection[tuple[UUID, UUID]]  # account, post
    bodies: Collection[str]
    places: Collection[str]


@dataclass(frozen=True, slots=True)
class Hired:
    """A person as the line wants them, with one role."""

    email: str
    name: str
    language: str
    role: str
    org_path: str
    area_path: str
    post: UUID | None


def read_staff(lines: Sequence[Line], known: Known) -> Reading[Hired]:
    """Every line against the accounts there are and against the lines before it."""
    problems: list[Problem] = []
    found: list[Found[Hired]] = []
    first: dict[str, Found[Hired]] = {}
    seen: dict[tuple[str, str, str, str], int] = {}
    for line in lines:
        wrong = list(_problems(line, known))
        if not wrong:
            wanted = _hired(line.cells, known)
            what = (wanted.email, wanted.role, wanted.org_path, wanted.area_path)
            before = first.get(wanted.email)
            if what in seen:
                wrong.append(Problem(line.number, "role", _("The same role stands on line %s already.") % seen[what]))
            elif before is not None and before.wanted.name != wanted.name:
                words = _("On line %s the same e-mail has another name.") % before.line
                wrong.append(Problem(line.number, "name", words))
        if wrong:
            problems += wrong
            continue
        seen[what] = line.number
        one = Found(line.number, " ".join(what), wanted, _differences(wanted, known, again=before is not None))
        first.setdefault(wanted.email, one)
        found.append(one)
    return Reading(tuple(found), tuple(problems))


def _problems(line: Line, known: Known) -> Iterator[Problem]:
    cells, number = line.cells, line.number
    for name in REQUIRED:
        if not cells.get(name):
            yield Problem(number, name, _("Nothing is written here."))
    email, body, role = cells.get("email", ""), cells.get("body", ""), cells.get("role", "")
    if email and not _is_email(email):
        yield Problem(number, "email", _("This is no e-mail: %s") % email[:80])
    elif email and not _user_is_active(email, known):
        yield Problem(number, "email", _("This account was ended. Bring it back on its page."))
    if len(cells.get("name", "")) > 120:
        yield Problem(number, "name", _("Longer than 120 characters."))
    if role and role not in ROLES:
        yield Problem(number, "role", _("No such role: %s") % role[:40])
    if body and body != EVERYTHING and body not in known.bodies:
        yield Problem(number, "body", _("No such body: %s") % body[:80])
    if cells.get("area") and path(cells["area"]) not in known.places:
        yield Problem(number, "area", _("No such place: %s") % cells["area"][:80])
    if cells.get("post") and (body, cells["post"]) not in known.posts:
        yield Problem(number, "post", _("No such post in this body: %s") % cells["post"][:80])
    if cells.get("language") and cells["language"] not in current().languages:
        yield Problem(number, "language", _("No such language: %s") % cells["language"][:20])
    if "" in cells:
        yield Problem(number, "", _("More cells than columns."))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _user_is_active(email: str, known: Known) -> bool:
    user = known.users.get(email.lower())
    return user is None or user.is_active


def _hired(cells: Mapping[str, str], known: Known) -> Hired:
    user = known.users.get(cells["email"].lower())
    post = known.posts.get((cells["body"], cells.get("post", "")))
    return Hired(
        email=cells["email"].lower(),
        name=cells["name"],
        language=cells.get("language") or (user.language if user else current().info.default_language),
        role=cells["role"],
        org_path="" if cells["body"] == EVERYTHING else path(cells["body"]),
        area_path=path(cells["area"]) if cells.get("area") else "",
        post=post.pk if post else None,
    )


def _differences(wanted: Hired, known: Known, *, again: bool) -> tuple[str, ...] | None:
    """What the line changes; None when it makes the account. `again`: a line before it is about the same person."""
    user = known.users.get(wanted.email)
    if user is None:
        return ("role",) if again else None
    changed = {
        "name": user.name != wanted.name,
        "language": user.language != wanted.language,
        "role": (user.pk, wanted.role, wanted.org_path, wanted.area_path) not in known.grants,
        "post": wanted.post is not None and (user.pk, wanted.post) not in known.held,
    }
    return tuple(name for name, differs in changed.items() if differs)


def as_row(user: User, role: str, org_path: str, area_path: str, post: str) -> list[str]:
    """The line that describes one role as it is."""
    return [
        user.email,
        user.name,
        role,
        org_path.rstrip("/") or EVERYTHING,
        area_path.rstrip("/"),
        post,
        user.language,
    ]
