"""What a browser calls itself, told in plain words; only names of this list come out, whatever was sent."""

# The first that fits counts: most browsers also name those they descend from.
_BROWSERS = (
    (("YaBrowser/",), "Yandex"),
    (("OPR/", "OPT/", "Opera"), "Opera"),
    (("Edg/", "EdgA/", "EdgiOS/", "Edge/"), "Edge"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
_SYSTEMS = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("CrOS",), "ChromeOS"),
    (("Mac OS X", "Macintosh"), "macOS"),
    (("Linux", "X11"), "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Browser and system, as in "Firefox, Windows"; only one of them, or nothing, if that is all that is known."""
    parts = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(filter(None, parts))


def _first(known: tuple[tuple[tuple[str, ...], str], ...], user_agent: str) -> str:
    return next((name for marks, name in known if any(mark in user_agent for mark in marks)), "")
