"""What the pack calls kinds of work and skills."""

from collections.abc import Iterable

from django.conf import settings

from dauys.ground.packs.current import current
from dauys.ground.packs.volunteering import Skill, VolunteerWork
from dauys.volunteers.consent import FILE


def works() -> tuple[VolunteerWork, ...]:
    """The kinds of work of the pack, in its order; none where it has no `volunteering.yaml`."""
    found: tuple[VolunteerWork, ...] = current().section(FILE)
    return found


def named(things: Iterable[VolunteerWork | Skill], language: str) -> list[tuple[str, str]]:
    """Codes with their words, as a field of choices takes them."""
    return [(thing.code, thing.name.get(language)) for thing in things]


def asked_works() -> tuple[VolunteerWork, ...]:
    """What people ask for by themselves: the kinds with a script. The office may make another kind of it."""
    return tuple(work for work in works() if work.script) or works()


def languages() -> list[tuple[str, str]]:
    """The languages of the pack by their own names, as a field of choices takes them."""
    names = dict(settings.LANGUAGES)
    return [(code, names.get(code, code)) for code in current().languages]


def work_name(code: str, language: str) -> str:
    """A kind of work in words; the code itself where the pack knows it no longer."""
    return next((work.name.get(language) for work in works() if work.code == code), code)


def skills() -> tuple[Skill, ...]:
    """The skills of the pack, in its order."""
    found: tuple[Skill, ...] = current().section("skills.yaml")
    return found


def skill_name(code: str, language: str) -> str:
    return next((skill.name.get(language) for skill in skills() if skill.code == code), code)


def skill_names(codes: Iterable[str], language: str) -> list[str]:
    """Skills in words, in the order of the pack; codes it knows no longer stand last."""
    wanted = list(codes)
    known = [skill.code for skill in skills()]
    ordered = [code for code in known if code in wanted] + [code for code in wanted if code not in known]
    return [skill_name(code, language) for code in ordered]
