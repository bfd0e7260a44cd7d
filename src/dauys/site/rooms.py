"""The rooms above `answers`, what each of them stands on, and which of them an installation has."""

from django.core.exceptions import ImproperlyConfigured

# A room goes off together with those that stand on it: they import from it and show themselves on its pages.
STANDS_ON: dict[str, tuple[str, ...]] = {
    "channels": (),
    "figures": (),
    "publication": ("channels",),
    "oversight": (),
    "office": (),
    "learning": (),
    "receptions": (),
    "volunteers": (),
}


def chosen(text: str) -> tuple[str, ...]:
    """The rooms named by DAUYS_ROOMS: `all`, `none`, or names by commas. Raises ImproperlyConfigured."""
    names = {name.strip() for name in text.split(",") if name.strip()}
    if names <= {"all"}:
        return tuple(STANDS_ON)
    if names == {"none"}:
        return ()
    if unknown := names - set(STANDS_ON):
        raise ImproperlyConfigured(
            f"DAUYS_ROOMS names no room: {', '.join(sorted(unknown))}. There are {', '.join(STANDS_ON)}; or all, none."
        )
    for room in STANDS_ON:
        missing = [below for below in STANDS_ON[room] if below not in names]
        if room in names and missing:
            raise ImproperlyConfigured(
                f"DAUYS_ROOMS: {room} stands on {', '.join(missing)}. Name both, or take {room} away too."
            )
    return tuple(room for room in STANDS_ON if room in names)
