"""What campaigns are called on pages."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

STATE_WORDS: Mapping[str, Callable[[], str]] = {
    "draft": lambda: _("In preparation"),
    "open": lambda: _("People sign up"),
    "closed": lambda: _("Closed"),
}
CAME_WORDS: Mapping[str, Callable[[], str]] = {
    "code": lambda: _("by the leader's code"),
    "leader": lambda: _("ticked by the leader"),
    "offline": lambda: _("ticked without network"),
}
ERRAND_WORDS: Mapping[str, Callable[[], str]] = {
    "tell": lambda: _("Telling that nobody is needed"),
    "say": lambda: _("Writing hours down"),
    "approve": lambda: _("Approving hours"),
}
