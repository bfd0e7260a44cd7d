"""The cities in which the journeys happen: each has its pack, and in it the places and bodies of the stories."""

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """`levels` lead down to the place of the stories; `answering` is the body to which water belongs there."""

    pack: str
    language: str
    kind: str
    levels: tuple[str, ...]
    desk: str
    answering: str
    elsewhere: str

    @property
    def area(self) -> str:
        return self.levels[-1]


KZ = City(
    pack="kz",
    language="kk",
    kind="application",
    levels=("kz/11/", "kz/11/aqjar/", "kz/11/aqjar/dostyq/"),
    desk="akmola/aqjar",
    answering="akmola/aqjar/housing",
    elsewhere="akmola/aqjar/social",
)
OLDTOWN = City(
    pack="oldtown",
    language="en",
    kind="request",
    levels=("oldtown/harbour/", "oldtown/harbour/lighthouse/"),
    desk="council/hall",
    answering="council/hall/water",
    elsewhere="council/hall/care",
)
CITIES = {city.pack: city for city in (KZ, OLDTOWN)}
