"""What every page knows without asking the database: languages, the emergency line, whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from dauys.ground.packs.current import current

_SHORT = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for the page frame; links to other languages keep the address and drop the query."""
    info = current().info
    language = get_language() or info.default_language
    bare = request.path_info.split("/", 2)
    rest = bare[2] if len(bare) > 2 and bare[1] in info.languages else ""
    languages = [(code, _SHORT.get(code, code.title()), f"/{code}/{rest}") for code in info.languages]
    return {
        "lang": language,
        "languages": languages,
        "emergency": info.emergency,
        "help_phone": info.help_phone,
        "asks_id": bool(info.national_id),
        "demo": settings.DEMO,
        "here": _name(request),
    }


def _name(request: HttpRequest) -> str:
    if request.resolver_match:
        return request.resolver_match.url_name or ""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
