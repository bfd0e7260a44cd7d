"""What a plan says about people and lines, in the reader's language: every code of the engine has its words."""

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from dauys.ground.packs.current import current

_Word = Callable[[], str]
# Why places of a line stay empty.
GAP_WORDS: Mapping[str, _Word] = {
    "slot": lambda: _("Too few people are free at that time"),
    "reach": lambda: _("Too few of them go so far"),
    "law": lambda: _("Too few of them may do this work by law"),
    "skills": lambda: _("Too few of them have the skills"),
    "language": lambda: _("Too few of them speak the language"),
    "taken": lambda: _("Everybody who could come has another task then"),
    "forbidden": lambda: _("A coordinator decided that somebody does not go there"),
}
# Why somebody is without a task.
IDLE_WORDS: Mapping[str, _Word] = {
    "no_slot": lambda: _("Not free at any time that is asked for"),
    "slot": lambda: _("Nobody asks for help at the times they are free"),
    "reach": lambda: _("Nobody asks for help as near as they go"),
    "law": lambda: _("The law does not let them do what is asked for near them"),
    "skills": lambda: _("Lack the skills that are asked for near them"),
    "language": lambda: _("Do not speak the language that is asked for near them"),
    "full": lambda: _("All places they could take are filled by others"),
    "asked": lambda: _("Were asked for these places already"),
    "forbidden": lambda: _("A coordinator decided that they do not go there"),
}
# Why a pair cannot be settled.
PIN_WORDS: Mapping[str, _Word] = {
    "away": lambda: _("This person cannot be asked now: paused, without a place, or no volunteer any more."),
    "slot": lambda: _("This person is not free at that time."),
    "reach": lambda: _("It is farther than this person goes."),
    "law": lambda: _("The law does not let this person do this work."),
    "skills": lambda: _("This person lacks a skill that is asked for."),
    "language": lambda: _("This person does not speak the language that is asked for."),
    "twice": lambda: _("This person has something else at that time."),
    "load": lambda: _("This person takes no more tasks that week."),
    "full": lambda: _("No place is left there."),
}
ASKS_WORDS: Mapping[str, _Word] = {
    "guardian": lambda: _("with the written consent of a parent"),
    "accompanied": lambda: _("together with a parent"),
    "guardian_or_accompanied": lambda: _("with the consent of a parent or together with one"),
}
COUNT_WORDS: Mapping[str, _Word] = {
    "free": lambda: _("free then"),
    "reach": lambda: _("near enough"),
    "law": lambda: _("may by law"),
    "skills": lambda: _("have the skills"),
    "language": lambda: _("speak the language"),
    "came": lambda: _("in the plan here"),
    "taken": lambda: _("in the plan elsewhere"),
}


def counts_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many people are left after each filter, in the order in which they are looked at."""
    return [(words(), counts[name]) for name, words in COUNT_WORDS.items() if name in counts]


def pair_words(reason: str, language: str) -> list[str]:
    """What speaks for a pair, from the codes of a plan."""
    return list(_pair_words(dict(part.partition("=")[::2] for part in reason.split("|")), language))


def _pair_words(said: Mapping[str, str], language: str) -> Iterator[str]:
    skills = {skill.code: skill.name.get(language) for skill in current().section("skills.yaml")}
    if "pinned" in said:
        yield _("settled by a coordinator")
    if "first" in said:
        yield _("this work goes first")
    if names := said.get("skills"):
        yield _("skills: %s") % ", ".join(skills.get(name, name) for name in names.split("+"))
    if "language" in said:
        yield _("speaks the language")
    if months := said.get("idle"):
        yield _("months without a task: %s") % months
    if number := said.get("task"):
        yield _("tasks of this person in the plan: %s") % number
    if asks := ASKS_WORDS.get(said.get("consent", "")):
        yield asks()
