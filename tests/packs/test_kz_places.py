"""The towns and villages of the pack: real ones with their number in GeoNames, each below its own region once."""

import math
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from dauys.cases.fields import places_near
from dauys.channels.steps import WhereForm
from dauys.directory.cache import areas, place_names
from dauys.ground.packs.load import built_in, load_pack
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.schema import Area

# How far a place may lie from the centre of its region, in kilometres.
FAR = 620


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(built_in("kz"))


def settlements(pack: Pack) -> list[Area]:
    return [area for area in pack.areas.values() if area.geonames]


def kilometres(one: Area, other: Area) -> float:
    assert one.lat is not None and one.lon is not None and other.lat is not None and other.lon is not None
    wide = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return 111.2 * math.hypot(one.lat - other.lat, wide)


def test_there_are_some_three_hundred(pack: Pack) -> None:
    found = settlements(pack)
    assert len(found) >= 300 and {area.kind for area in found} == {"town", "settlement", "village"}
    assert len({area.geonames for area in found}) == len(found)
    regions = Counter(area.parent for area in found)
    assert len(regions) == 17 and min(regions.values()) >= 7


def test_each_lies_in_its_region_and_is_named_once_there(pack: Pack) -> None:
    for area in settlements(pack):
        region = pack.areas[area.parent or ""]
        assert region.kind == "region" and kilometres(area, region) < FAR, area.code
    names = Counter((area.parent, area.name.get(lang)) for area in pack.areas.values() for lang in ("kk", "ru"))
    assert [name for name, times in names.items() if times > 1] == []


def test_what_is_not_confirmed_says_so(pack: Pack) -> None:
    found = settlements(pack)
    assert 30 < sum(not area.name_confirmed for area in found) < 80
    assert not any(area.code_confirmed or area.official_code for area in found), "no open list of their KATO codes"
    assert not any(area.name_confirmed for area in pack.areas.values() if not area.geonames)


def test_the_choice_stays_light_and_finds_them(db: None, make: Any) -> None:
    assert len(places_near("kz/", "", 100)) == 100 < len(areas())
    assert place_names().meant("город Темиртау") == ["kz/35/temirtau/"]
    assert len(place_names().meant("Актау")) > 1 and place_names().meant("Маңғыстау облысы, Ақтау") == ["kz/47/aktau/"]
    form = WhereForm(so_far={}, parent="kz/35/")
    assert len(form.fields["area"].choices) < 60
    client = Client()
    client.force_login(make.staff("clerk", "")[0])
    assert len(client.get("/kk/desk/register/").content) < 60_000
    assert len(client.get("/kk/voices/").content) < 30_000
