"""Invented people by number: the same number is always the same person, who may write more than once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from dauys.site.demo.people import full_name, national_id
from dauys.site.demo.staff import DOMAIN

PHONES = 10_000  # of a block nobody holds
CASES_A_PERSON = 3


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    phone: str
    email: str
    national_id: str
    address: str


@lru_cache(maxsize=50_000)
def person(number: int, language: str, lists: "Lists") -> Person:
    """Everything about a person follows from their number and language."""
    rng = Random(f"{language}{number}")  # noqa: S311  # nosec B311  invented data, nothing secret
    return Person(
        name=full_name(rng, lists.names[language]),
        phone=f"+7700000{number % PHONES:04d}",
        email=f"person{number}.{language}@{DOMAIN}",
        national_id=national_id(rng),
        address=f"Ақжар, {rng.randint(1, 90)}-{rng.randint(1, 60)}",
    )


@dataclass(frozen=True, eq=False)
class Lists:
    """The lists of names, hashed by identity so that people can be remembered."""

    names: Mapping[str, Any]
