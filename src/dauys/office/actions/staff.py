"""Hires, invites and ends staff: accounts, roles, posts, and the letters that open them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases.actions import hand_back
from dauys.directory.actions import appoint, dismiss
from dauys.directory.models import Post
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import (
    INVITATION_LIFE,
    accept_invitation,
    add_staff,
    bring_back_staff,
    change_staff,
    end_grant,
    end_staff,
    grant,
    make_invitation,
)
from dauys.ground.accounts.grants import ADMINISTRATORS, in_force
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.messages.actions import forget, queue
from dauys.ground.tables.lines import Line, Problem
from dauys.ground.ui.moments import day_words
from dauys.office.queries import known_staff
from dauys.office.reading import Found, Reading
from dauys.office.staff import Hired, read_staff


def write_staff(*, reading: Reading[Hired], actor: Actor, at: datetime) -> dict[str, int]:
    """Accounts, roles and posts as the lines want them; who is new gets a letter. Inside the upload's transaction."""
    posts = Post.objects.in_bulk([found.wanted.post for found in reading.found if found.wanted.post])
    for found in reading.found:
        if found.fields == ():
            continue
        user = _write(found, posts, actor, at)
        if found.fields is None:
            send_invitation(user=user, actor=actor, at=at)
    made = sum(found.fields is None for found in reading.found)
    same = sum(found.fields == () for found in reading.found)
    return {"new": made, "changed": len(reading.found) - made - same, "same": same}


def _write(found: Found[Hired], posts: Mapping[UUID, Post], actor: Actor, at: datetime) -> User:
    """One line: its account, made or changed, with the role and the post it wants."""
    wanted, today = found.wanted, localdate(at)
    post = posts[wanted.post] if wanted.post else None
    if found.fields is None:
        user = add_staff(
            email=wanted.email,
            name=wanted.name,
            password=None,
            language=wanted.language,
            position=dict(post.names) if post else {},
            actor=actor,
            at=at,
        )
    else:
        user = User.objects.get(email__iexact=wanted.email)
        change_staff(user=user, name=wanted.name, language=wanted.language, actor=actor, at=at)
    if found.fields is None or "role" in found.fields:
        where = {"org_path": wanted.org_path, "area_path": wanted.area_path}
        grant(user=user, role=wanted.role, **where, since=today, actor=actor, at=at)
    if post is not None:
        appoint(user=user, post=post, since=today, actor=actor, at=at)
    return user


def hire(*, cells: Mapping[str, str], actor: Actor, at: datetime) -> tuple[str, tuple[Problem, ...]]:
    """From the server: one line of a table of staff, without a post; the address of the letter, or what is wrong."""
    known = known_staff()
    there = known.users.get(cells["email"].lower())
    reading = read_staff([Line(1, {**cells, "name": cells["name"] or (there.name if there else "")})], known)
    if reading.problems:
        return "", reading.problems
    with acting(actor):
        user = _write(reading.found[0], {}, actor, at)
        return send_invitation(user=user, actor=actor, at=at), ()


def add_person(*, cells: Mapping[str, str], actor: Actor, at: datetime) -> tuple[UUID | None, tuple[Problem, ...]]:
    """One person by a form: read, written and told like one line of a table; the account, or what is wrong.

    An account there is gains the role; under another name it is taken for somebody else's.
    """
    require(actor, "office.set_up")
    with acting(actor):
        User.objects.select_for_update().get(pk=actor.user_id)  # the second of two clicks finds what the first made
        known = known_staff()
        there = known.users.get(cells["email"].lower())
        if there is not None and there.is_active and there.name != cells["name"]:
            words = _("This e-mail has an account already, under the name: %s") % there.name
            return None, (Problem(1, "email", words),)
        kept = {"language": there.language} if there else {}
        reading = read_staff([Line(1, {**cells, **kept})], known)
        if reading.problems:
            return None, reading.problems
        write_staff(reading=reading, actor=actor, at=at)
        return User.objects.get(email__iexact=cells["email"]).pk, ()


def bring_back(*, user: UUID, cells: Mapping[str, str], actor: Actor, at: datetime) -> tuple[Problem, ...]:
    """An ended account works again in a role of `cells` and gets a letter; or what is wrong, and nothing is written.

    One that works already stays as it is. Raises User.DoesNotExist.
    """
    require(actor, "office.set_up")
    with acting(actor):
        row = User.objects.select_for_update().get(pk=user)
        if row.is_active:
            return ()
        known = known_staff()
        known.users[row.email.lower()].is_active = True  # as it will be; nothing is written yet
        about = {"email": row.email, "name": row.name, "language": row.language}
        reading = read_staff([Line(1, {**cells, **about})], known)
        if reading.problems:
            return reading.problems
        bring_back_staff(user=user, actor=actor, at=at)
        write_staff(reading=reading, actor=actor, at=at)
        send_invitation(user=User.objects.get(pk=user), actor=actor, at=at)
    return ()


def invite(*, user: UUID, actor: Actor, at: datetime) -> None:
    """Sends a fresh letter, also to who forgot the password; those before it open nothing. Raises User.DoesNotExist."""
    require(actor, "office.set_up")
    with acting(actor):
        send_invitation(user=User.objects.get(pk=user, is_active=True), actor=actor, at=at)


def send_invitation(*, user: User, actor: Actor, at: datetime) -> str:
    """Inside a transaction: makes an invitation, queues its letter, and gives back the address that is in it."""
    pk, token = make_invitation(user=user, actor=actor, at=at)
    forget(once_begins=f"invitation:{user.pk}:")
    with override(user.language):
        address = settings.PUBLIC_URL + reverse("invitation", args=[token])
        words = _(
            "%(name)s, an account was made for you at %(place)s. Open this page and choose a password:\n\n"
            "%(address)s\n\nThe page works once, for %(days)d days. If it is too old, ask your administrator for "
            "another letter."
        )
        values = {"name": user.name, "place": settings.PUBLIC_URL, "address": address, "days": INVITATION_LIFE.days}
        queue(
            once=f"invitation:{user.pk}:{pk}",
            channel="mail",
            address=user.email,
            language=user.language,
            subject=_("Your account for the desk"),
            body=words % values + "\n",
            at=at,
        )
    return address


def accept(*, token: str, password: str, at: datetime) -> None:
    """Sets the password by a letter's token and empties the letter. Raises NoInvitation."""
    with acting(ANONYMOUS):
        user = accept_invitation(token=token, password=password, at=at)
        forget(once_begins=f"invitation:{user}:")


def end_role(*, grant_id: int, actor: Actor, at: datetime) -> None:
    """Ends a role; an auditor's with notice, of which the auditor and every administrator get a letter.

    Raises RoleGrant.DoesNotExist and LastAdministrator.
    """
    require(actor, "office.set_up")
    with acting(actor):
        last = end_grant(grant_id=grant_id, actor=actor, at=at)
        row = RoleGrant.objects.select_related("user").get(pk=grant_id)
        if last is None or row.role != "auditor":
            return
        administrators = RoleGrant.objects.filter(ADMINISTRATORS, in_force(localdate(at))).values("user")
        for user in User.objects.filter(Q(pk=row.user_id) | Q(pk__in=administrators)).order_by("pk"):
            with override(user.language):
                words = _("The role of auditor of %(name)s ends on %(day)s. Who ended it: %(who)s.")
                queue(
                    once=f"auditor:{row.pk}:{last.isoformat()}:{user.pk}",
                    channel="mail",
                    address=user.email,
                    language=user.language,
                    subject=_("The role of auditor ends"),
                    body=words % {"name": row.user.name, "day": day_words(last, user.language), "who": actor.name}
                    + "\n",
                    at=at,
                )


def end(*, user: UUID, actor: Actor, at: datetime) -> int:
    """Ends an account: it opens nothing any more, its open cases go back to their bodies. How many cases.

    Raises User.DoesNotExist, LastAdministrator and AuditorStays.
    """
    require(actor, "office.set_up")
    with acting(actor):
        if not end_staff(user=user, actor=actor, at=at):
            return 0
        forget(once_begins=f"invitation:{user}:")
        dismiss(user=user, actor=actor, at=at)
        return hand_back(assignee=user, actor=actor, at=at)
