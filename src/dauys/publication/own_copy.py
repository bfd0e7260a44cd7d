"""What publication holds about a person, for the copy they may ask for: public copies, and mails they asked for."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dauys.cases.display import area_line, topic_name
from dauys.cases.own_copy import Whose
from dauys.ground.ui.parts import Held, held
from dauys.publication.models import Publication, Subscription


def export_person(whose: Whose) -> list[Held]:
    return [*_copies(whose), *_subscriptions(whose)]


def _copies(whose: Whose) -> Iterator[Held]:
    for row in Publication.objects.filter(case__in=whose.cases).order_by("asked_at"):
        yield held(
            "public_copy",
            _("Public page"),
            ("published_at", _("Shown since"), row.published_at),
            ("public_id", _("Public number"), row.public_id),
            ("text", _("Text"), row.text),
            ("decided", _("What was decided"), row.decided),
            case_id=row.case_id,
        )


def _subscriptions(whose: Whose) -> Iterator[Held]:
    """Mails are asked for by address, so only who showed an e-mail to be theirs has any."""
    if whose.contact is None or whose.contact.kind != "email":
        return
    for row in Subscription.objects.filter(address_key__in=whose.contact.keys).order_by("created_at"):
        yield held(
            "subscription",
            _("Mails about new voices"),
            ("address", _("E-mail"), row.address),
            ("created_at", _("When"), row.created_at),
            ("place", _("Place"), area_line(row.area_path, whose.language) if row.area_path else ""),
            ("topic", _("Topic"), topic_name(row.topic, whose.language) if row.topic else ""),
        )
