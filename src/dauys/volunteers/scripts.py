"""What the phone desk asks, by kind of work: the scripts of the pack."""

from dataclasses import dataclass

from dauys.volunteers.pack_words import works


@dataclass(frozen=True, slots=True)
class Script:
    """What is asked about one kind of work, in words of the caller's language; `first`: it goes before other work."""

    work: str
    name: str
    words: str
    first: bool


def scripts(language: str) -> list[Script]:
    """The kinds of work that have a script, in the order of the pack."""
    return [
        Script(work.code, work.name.get(language), work.script.get(language), work.first)
        for work in works()
        if work.script
    ]
