"""The facts of publication: asked for, published, refused, taken back, and what became of the answer's public part."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event("publication.ask", frozenset(), _("Asked to be shown publicly"), _("You asked to show your words publicly")),
    Event(
        "publication.publish",
        frozenset({"public_id", "covered"}),
        _("Shown on the public page"),
        _("Your words are on the public page, without your name"),
        "find",
    ),
    Event(
        "publication.refuse",
        frozenset({"reason"}),
        _("Not shown on the public page"),
        _("Your words are not shown on the public page"),
        "lock",
    ),
    Event(
        "publication.take_back",
        frozenset(),
        _("Taken back from the public page by the author"),
        _("You took your words back from the public page"),
        "bounce",
    ),
    Event(
        "publication.look_again",
        frozenset(),
        _("Off the public page until looked at again: a name was corrected"),
        _("Your words are looked at again before they are shown: a name was corrected"),
        "find",
    ),
    Event("publication.show_answer", frozenset({"covered"}), _("Answer shown on the public page"), None, "find"),
    Event("publication.withhold_answer", frozenset(), _("Answer kept back from the public page"), None, "lock"),
    Event("publication.cover", frozenset({"covered"}), _("More was covered on the public page"), None, "lock"),
    Event("publication.confirm", frozenset({"subscription"})),
    Event("publication.unsubscribe", frozenset({"subscription"})),
]
