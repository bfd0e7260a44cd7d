"""What is held of the hours of a volunteer, for the copy they may ask for: the ledger and the certificates."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dauys.cases.own_copy import Whose
from dauys.ground.ui.parts import Held, held
from dauys.volunteers.models import Certificate, HourEntry, Volunteer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.words_of_proof import REASON_WORDS, hours_words, period_words, works_words


def export_hours(whose: Whose) -> list[Held]:
    """At the desk, where no contact was shown, nothing can be looked for."""
    return [*_entries(whose), *_certificates(whose)]


def _people(whose: Whose) -> QuerySet[Volunteer]:
    return Volunteer.objects.filter(whose.contact.meant if whose.contact else Q(pk=None)).exclude(state="left")


def _entries(whose: Whose) -> Iterator[Held]:
    rows = HourEntry.objects.filter(volunteer__in=_people(whose)).order_by("at", "pk")
    for row in rows:
        yield held(
            "volunteer_hours",
            _("Hours"),
            ("minutes", _("Minutes"), row.minutes),
            ("day", _("Day"), row.day),
            ("work", _("Kind of work"), work_name(row.work, whose.language)),
        )


def _certificates(whose: Whose) -> Iterator[Held]:
    rows = Certificate.objects.filter(volunteer__in=_people(whose)).select_related("office").order_by("issued_at", "pk")
    for row in rows:
        yield held(
            "volunteer_certificate",
            _("Certificate of volunteering"),
            ("code", _("Code"), row.code),
            ("office", _("Who gave it"), row.office.name(whose.language)),
            ("hours", _("Hours"), hours_words(row.minutes)),
            ("period", _("Period"), period_words(row, whose.language)),
            ("works", _("Kinds of work"), works_words(row, whose.language)),
            ("issued", _("Issued"), row.issued_at),
            ("revoked", _("Why it is taken back"), REASON_WORDS[row.reason]() if row.reason else ""),
        )
