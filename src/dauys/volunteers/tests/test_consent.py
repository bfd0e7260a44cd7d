"""The law on volunteers as the packs hold it, table by table: age, kind of work, and what was given."""

import pytest

from dauys.core.consent import decide
from dauys.ground.packs.load import built_in, load_pack
from dauys.volunteers.consent import reason, works_of

KZ = load_pack(built_in("kz"))
OLDTOWN = load_pack(built_in("oldtown"))
ADULTS_ONLY = ("disaster", "victims", "offenders", "heavy", "hazardous")


@pytest.mark.parametrize(
    ("age", "given", "allowed", "rule"),
    [
        (13, (), False, "volunteers-12-2"),
        (13, ("guardian",), True, "volunteers-12-2"),
        (13, ("accompanied",), True, "volunteers-12-2"),
        (14, (), True, None),
        (17, (), True, None),
        (18, (), True, None),
    ],
)
@pytest.mark.parametrize("work", ["general", "mentoring"])
def test_everyday_help_in_kazakhstan(
    work: str, age: int, given: tuple[str, ...], allowed: bool, rule: str | None
) -> None:
    verdict = decide(works_of(KZ), work, age, given)
    assert (verdict.allowed, verdict.band.rule if verdict.band else None) == (allowed, rule)


@pytest.mark.parametrize("kind", ADULTS_ONLY)
@pytest.mark.parametrize("age", [13, 14, 17, 18])
@pytest.mark.parametrize("given", [(), ("guardian", "accompanied")])
def test_what_is_for_adults_no_consent_opens(kind: str, age: int, given: tuple[str, ...]) -> None:
    verdict = decide(works_of(KZ), kind, age, given)
    assert verdict.allowed == (age >= 18)
    assert (verdict.band is None) == (age >= 18)


def test_the_reason_quotes_the_article() -> None:
    found = reason(KZ, decide(works_of(KZ), "disaster", 17), "ru")
    assert found is not None and not found.allowed and not found.confirmed
    assert found.article == "Закон «О волонтерской деятельности», ст. 12, п. 2-1"
    assert reason(KZ, decide(works_of(KZ), "disaster", 18), "ru") is None


@pytest.mark.parametrize(
    ("kind", "age", "given", "allowed"),
    [
        ("general", 11, ("guardian",), False),
        ("general", 11, ("accompanied",), True),
        ("general", 12, ("accompanied",), False),
        ("general", 15, ("guardian",), True),
        ("general", 16, (), True),
        ("disaster", 17, ("guardian", "accompanied"), False),
    ],
)
def test_oldtown_has_other_ages(kind: str, age: int, given: tuple[str, ...], allowed: bool) -> None:
    assert decide(works_of(OLDTOWN), kind, age, given).allowed == allowed


def test_only_disasters_go_first() -> None:
    assert [code for code, work in works_of(KZ).items() if work.first] == ["disaster"]
