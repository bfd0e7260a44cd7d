"""How a screen of a centre is known: by a signed address that an administrator opens on it once, then by a cookie."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from dauys.ground.ui.cookies import give, given
from dauys.receptions.models import Device

COOKIE = "dauys_screen"
LIFE = timedelta(days=400)
_SALT, _ADDRESS = "dauys.screen", "dauys.screen.address"


def device_address(device: UUID) -> str:
    """The address to open on the screen; it is good until the device is ended."""
    token = signing.Signer(salt=_ADDRESS).sign(device.hex)
    return f"{settings.PUBLIC_URL}{reverse('open_screen', args=[token])}"


def device_of_address(token: str) -> Device | None:
    try:
        return _open(UUID(signing.Signer(salt=_ADDRESS).unsign(token[:200])))
    except (signing.BadSignature, ValueError):
        return None


def remember(response: HttpResponse, device: Device) -> None:
    give(response, COOKIE, str(device.pk), salt=_SALT, life=LIFE)


def device_key(request: HttpRequest) -> UUID | None:
    """Which device the browser says it is, by our signature. No statement."""
    try:
        return UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def device_of(request: HttpRequest, kind: str) -> Device | None:
    """The screen this browser is, while it is let in. One statement."""
    key = device_key(request)
    found = _open(key) if key else None
    return found if found and found.kind == kind else None


def _open(key: UUID) -> Device | None:
    rows = Device.objects.select_related("office__organization")
    return rows.filter(pk=key, ended_at__isnull=True, office__is_open=True).first()
