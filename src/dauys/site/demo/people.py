"""Invented citizens: common names put together by chance, phones of a block nobody holds, synthetic numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from dauys.core.national_id import checksum
from dauys.ground.packs.pack import Pack
from dauys.site.demo.staff import DOMAIN

_FEMALE = {"ов": "ова", "ев": "ева"}


@dataclass(frozen=True, slots=True)
class Citizen:
    name: str
    phone: str
    email: str
    national_id: str
    address: str


def full_name(rng: Random, lists: Mapping[str, Any]) -> str:
    """Surname after given name; the surname agrees with a woman's name where the language asks for it."""
    woman = rng.random() < 0.55
    given = rng.choice(lists["women" if woman else "men"])
    surname: str = rng.choice(lists["surnames"])
    if woman and surname[-2:] in _FEMALE:
        surname = f"{surname[:-2]}{_FEMALE[surname[-2:]]}"
    return f"{given} {surname}"


def national_id(rng: Random) -> str:
    """A number with serial 0000, which is not issued, and a right check digit."""
    while True:
        body = f"{rng.randint(50, 99):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.choice('34')}0000"
        digit = checksum(body)
        if digit is not None:
            return f"{body}{digit}"


def crowd(rng: Random, pack: Pack, names: Mapping[str, Any], count: int) -> dict[str, list[Citizen]]:
    """So many invented citizens a language, fewer of visitors; some will write more than once."""
    in_kz = pack.code == "kz"
    found: dict[str, list[Citizen]] = {}
    number = 0
    for language, lists in names.items():
        found[language] = []
        town = "Ақжар" if in_kz else pack.areas[pack.code].name.get(language)
        for _ in range(max(count if language != "en" or not in_kz else count // 10, 3)):
            number += 1
            found[language].append(
                Citizen(
                    name=full_name(rng, lists),
                    phone=f"+7700000{number * 37 % 10_000:04d}" if in_kz else f"+447700900{number * 37 % 1000:03d}",
                    email=f"person{number}@{DOMAIN}",
                    national_id=national_id(rng) if pack.info.national_id else "",
                    address=f"{town}, {rng.randint(1, 90)}-{rng.randint(1, 60)}",
                )
            )
    return found
