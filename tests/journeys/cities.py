"""The cities in which the journeys happen: each has its pack, and in it the places and bodies of the stories."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """`levels` lead down to the place of the stories; `answering` is the body to which water belongs there,
    `helping` the volunteer office above all others, `helping_here` that of the place.

    `place` is that place as a clerk types it.
    """

    pack: str
    language: str
    kind: str
    levels: tuple[str, ...]
    desk: str
    answering: str
    elsewhere: str
    helping: str
    place: str
    helping_here: str
    trunk: tuple[str, str] = ("", "")

    @property
    def area(self) -> str:
        return self.levels[-1]

    def as_written(self, phone: str) -> str:
        """A number as people here write it: in a country of its own with the trunk prefix."""
        return phone.replace(*self.trunk) if self.trunk[0] else phone


KZ = City(
    pack="kz",
    language="kk",
    kind="application",
    levels=("kz/11/", "kz/11/aqjar/", "kz/11/aqjar/dostyq/"),
    desk="akmola/aqjar",
    answering="akmola/aqjar/housing",
    elsewhere="akmola/aqjar/social",
    helping="volunteers",
    place="Ақжар ауданы, Достық",
    helping_here="volunteers/akmola/aqjar",
    trunk=("+7", "8"),
)
OLDTOWN = City(
    pack="oldtown",
    language="en",
    kind="request",
    levels=("oldtown/harbour/", "oldtown/harbour/lighthouse/"),
    desk="council/hall",
    answering="council/hall/water",
    elsewhere="council/hall/care",
    helping="helpers",
    place="Harbour, Lighthouse Island",
    helping_here="helpers",
)
CITIES = {city.pack: city for city in (KZ, OLDTOWN)}
