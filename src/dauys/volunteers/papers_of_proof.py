"""The certificate on paper: what an office confirmed to whom, with the address where anybody sees whether it holds."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dauys.ground.documents import pdf, qr_svg
from dauys.ground.ui.moments import day_words
from dauys.volunteers.certificates import public_address
from dauys.volunteers.models import Certificate
from dauys.volunteers.words_of_proof import hours_words, limits, period_words, works_words

_TEMPLATE = Path(__file__).resolve().parent / "templates/volunteers/certificate.typ"


def certificate(row: Certificate, language: str) -> bytes:
    """The name stands on the paper, which its holder shows to whom they like; the public page names nobody."""
    address = public_address(row.code)
    data: dict[str, Any] = {
        "lang": language,
        "title": _("Certificate of volunteering"),
        "office": row.office.name(language),
        "name": row.volunteer.name,
        "hours": hours_words(row.minutes),
        "facts": [
            (_("Period"), period_words(row, language)),
            (_("Tasks"), str(row.tasks)),
            (_("Kinds of work"), works_words(row, language)),
            (_("Issued"), day_words(row.issued_at, language)),
            (_("Code"), row.code),
        ],
        "proves": _("The office confirms these hours."),
        "limits": limits(),
        "qr": qr_svg(address),
        "alt": _("QR code with the address where the certificate is verified"),
        "verify": _("Verify the certificate"),
        "address": address,
        "revoked": _("This certificate was taken back.") if row.revoked_at else "",
    }
    return pdf(_TEMPLATE, data)
