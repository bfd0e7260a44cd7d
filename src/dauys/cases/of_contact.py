"""The cases of whoever confirmed a phone or an e-mail: those written in their own name, newest first, page by page."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from dauys.cases.models import Obligation, Party
from dauys.ground.access.fence import whole_house
from dauys.ground.sealed.seal import lookup_keys

PAGE = 25


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as parties keep it: its kind and the digests it is found by, the newest first. The contact itself is
    not in it."""

    kind: Literal["phone", "email"]
    keys: tuple[bytes, ...]

    @property
    def key(self) -> bytes:
        return self.keys[0]

    @property
    def meant(self) -> Q:
        """Rows that keep this contact in `phone_key` or `email_key`."""
        return Q(**{f"{self.kind}_key__in": self.keys})


def contact_of(channel: str, address: str) -> Contact:
    """The contact a code was sent to; `channel` is sms or mail."""
    if channel == "sms":
        return Contact("phone", tuple(lookup_keys(address, what="phone")))
    return Contact("email", tuple(lookup_keys(address.lower(), what="email")))


def _own(contact: Contact) -> QuerySet[Party]:
    """Applicants with this contact; who was erased has none."""
    return Party.objects.filter(contact.meant, role="applicant")


@whole_house()
def owns(contact: Contact, case_id: UUID) -> bool:
    """Whether this is a case of the contact's own."""
    return _own(contact).filter(case=case_id).exists()


@whole_house()
def all_of(contact: Contact) -> list[UUID]:
    """Every case of the contact's own, newest first."""
    return list(_own(contact).order_by("-created_at", "-pk").values_list("case_id", flat=True))


@whole_house()
def page(contact: Contact, after: UUID | None = None) -> tuple[list[Obligation], UUID | None]:
    """The newest obligation of each of the next cases, with case and subject, and the mark of the page behind them.

    `after` is the last case of the page before; one that is not the contact's own begins from the top. Two statements,
    three with a mark.
    """
    rows = _own(contact)
    if after and (last := rows.filter(case=after).first()):
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))
    cases = list(rows.order_by("-created_at", "-pk").values_list("case_id", flat=True)[: PAGE + 1])
    shown = cases[:PAGE]
    newest = Obligation.objects.filter(case__in=shown).order_by("case", "-leg").distinct("case")
    by_case = {r.case_id: r for r in newest.select_related("case__voice").defer("ledger", "case__voice__text")}
    return [by_case[case] for case in shown], shown[-1] if len(cases) > PAGE else None
