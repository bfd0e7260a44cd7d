"""What an office needs before its doors open, and which of it is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES
from dauys.directory.models import Organization
from dauys.ground.access.fence import whole_house
from dauys.ground.accounts.grants import ADMINISTRATORS, in_force
from dauys.ground.accounts.invitations import usable
from dauys.ground.accounts.models import Authenticator, RoleGrant, User
from dauys.ground.journal.queries import lag, parked_count
from dauys.ground.messages.models import Message
from dauys.ground.messages.queries import waiting_by_state
from dauys.ground.packs.current import current
from dauys.office.rooms import all_rooms

FOLLOWER_LAG = timedelta(minutes=5)
TEST_MAIL = "test-mail:"
SHOWN = 5
_STATES = {
    "queued": gettext_lazy("waits"),
    "sending": gettext_lazy("on its way"),
    "uncertain": gettext_lazy("uncertain"),
    "failed": gettext_lazy("failed"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that must be so. `state`: done, missing, or look (nothing is broken, but somebody should know)."""

    state: str
    title: str
    words: str
    route: str = ""
    code: str = ""  # a setting and its value, as they are written


def checklist(letter: Message | None, at: datetime) -> list[Item]:
    """Every item, in the order in which an office is set up; `letter` is the newest test letter."""
    return [
        _bodies(),
        _staffed(at),
        _administrators(at),
        _second_factor(at),
        _invitations(at),
        _address(),
        _mail(letter),
        _sms(),
        _unsent(),
        _follower(at),
        _rooms(),
        _law(),
    ]


def newest_test_mail() -> Message | None:
    return Message.objects.filter(once__startswith=TEST_MAIL).order_by("-created_at").prefetch_related("tries").first()


def _held(at: datetime, *roles: str) -> QuerySet[RoleGrant]:
    """Grants of these roles in force, of active accounts."""
    return RoleGrant.objects.filter(in_force(localdate(at)), role__in=roles, user__is_active=True)


def _bodies() -> Item:
    count = Organization.objects.count()
    words = _("Bodies: %d.") % count if count else _("No body yet: bring a table.")
    return Item("done" if count else "missing", _("The structure of bodies"), words, "office_bodies")


@whole_house()
def _staffed(at: datetime) -> Item:
    """Bodies with open cases over which nobody holds a role that answers."""
    held = tuple(_held(at, "officer", "supervisor", "head").values_list("org_path", flat=True))
    owners = Obligation.objects.filter(state__in=OPEN_STATES).values("owner_id").distinct()
    bodies = Organization.objects.filter(pk__in=owners).order_by("path")
    alone = [body.name(lang()) for body in bodies if not body.path.startswith(held)]
    if not alone:
        words = _("Every body with open cases has somebody who answers.")
        return Item("done", _("People in every body"), words, "office_staff")
    return Item("missing", _("People in every body"), _("Nobody answers at: %s") % _shortened(alone), "office_staff")


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" (+{more})" if more > 0 else "")


def _administrators(at: datetime) -> Item:
    held = RoleGrant.objects.filter(ADMINISTRATORS, in_force(localdate(at)))
    count = held.values("user").distinct().count()
    words = _("Administrators of the whole office: %d. With one alone, a lost password closes the office.") % count
    return Item("done" if count > 1 else "missing", _("Two administrators"), words, "office_staff")


def _second_factor(at: datetime) -> Item:
    device = Authenticator.objects.filter(user=OuterRef("user"), confirmed_at__isnull=False)
    held = _held(at, "administrator").filter(~Exists(device)).select_related("user").order_by("user__name")
    names = list(dict.fromkeys(grant.user.name for grant in held))
    if not names:
        return Item("done", _("Second factor of administrators"), _("Every administrator has one."))
    words = _("Without a second factor: %s") % _shortened(names)
    return Item("missing", _("Second factor of administrators"), words)


def _invitations(at: datetime) -> Item:
    open_letter = usable(at).filter(user=OuterRef("pk"))
    never = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    waiting, stuck = never.filter(Exists(open_letter)).count(), never.filter(~Exists(open_letter)).count()
    words = _("Letters not answered yet: %(waiting)d. Accounts whose letter is too old: %(stuck)d.") % {
        "waiting": waiting,
        "stuck": stuck,
    }
    state = "missing" if stuck else "look" if waiting else "done"
    return Item(state, _("Everybody has set a password"), words, "office_staff")


def _mail(letter: Message | None) -> Item:
    title = _("Letters go out")
    if letter is None:
        return Item("missing", title, _("No test letter was sent yet."))
    if letter.state == "sent":
        return Item("done", title, _("The newest test letter was taken by the mail server."))
    words = _("The newest test letter has not gone out. State: %s.") % _STATES.get(letter.state, letter.state)
    return Item("missing" if letter.state == "failed" else "look", title, words)


def _sms() -> Item:
    ways = {
        "http": ("done", _("SMS go through the gateway.")),
        "folder": ("look", _("SMS are only written to a folder.")),
    }
    state, words = ways.get(settings.SMS_GATEWAY, ("look", _("No SMS gateway: who has no e-mail gets no notice.")))
    return Item(state, _("SMS go out"), words)


def _unsent() -> Item:
    failed = waiting_by_state()["failed"]
    words = _("Letters and SMS that failed: %d.") % failed
    return Item("look" if failed else "done", _("Nothing was lost on its way"), words, "undelivered")


def _address() -> Item:
    parts = urlsplit(settings.PUBLIC_URL)
    good = parts.scheme == "https" and settings.HTTPS and parts.hostname not in ("127.0.0.1", "localhost")
    words = _("Letters lead to this address.")
    if not good:
        words += " " + _("It has to be the public one, and encrypted.")
    code = f"DAUYS_URL={settings.PUBLIC_URL} DAUYS_HTTPS={int(settings.HTTPS)}"
    return Item("done" if good else "missing", _("The public address"), words, code=code)


def _follower(at: datetime) -> Item:
    behind, parked = lag(at), parked_count()
    words = _("The worker is %(minutes)d min behind. Set aside: %(parked)d.") % {
        "minutes": int(behind.total_seconds() // 60),
        "parked": parked,
    }
    return Item("missing" if behind > FOLLOWER_LAG or parked else "done", _("The worker follows"), words)


def _rooms() -> Item:
    off = [room.name for room in all_rooms() if room.state == "off"]
    words = _("Switched off: %s") % ", ".join(off) if off else _("All are on.")
    return Item("look" if off else "done", _("Parts of the site"), words, "office_rooms")


def _law() -> Item:
    rules = current().unconfirmed_rules()
    words = _("Rules of the pack that no lawyer confirmed: %d.") % len(rules)
    return Item("look" if rules else "done", _("The law of the pack"), words)
