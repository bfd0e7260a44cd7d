"""Appeals of several people, and people who write again about the same: a few in every language, made of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dauys.ground.packs.pack import Pack
from dauys.site.demo.plan import Step, Story
from dauys.site.demo.staff import Cast

SIGNERS = (3, 14, 126)
REPEATS = 3  # of each language; the last one is left for whoever looks at the demonstration to mark
LONG = timedelta(days=30)
_PERSON = ("name", "phone", "email", "national_id", "address")


def signed_together(stories: Sequence[Story], pack: Pack) -> list[Story]:
    """The same stories, the first ones of each language signed by several people."""
    left = {language: list(SIGNERS) for language in pack.languages}
    found = []
    for story in stories:
        language, data = story.text.language, story.data
        fits = not story.text.urgent and "other_name" not in data and pack.most_signers(data["kind"])
        if fits and left.get(language):
            story = replace(story, data={**data, "signers": left[language].pop(0)})
        found.append(story)
    return found


def written_again(stories: Sequence[Story], pack: Pack, cast: Cast, at: datetime) -> list[Story]:
    """The same stories, of which a few say what the same person had said before; most are marked by who leads."""
    again: dict[int, Story] = {}
    for language in pack.languages:
        for count, (earlier, place, reason) in enumerate(_pairs(stories, language)):
            if count == REPEATS or reason not in pack.repeats:
                break
            story = stories[place]
            person = {name: earlier.data[name] for name in _PERSON}
            data = {**story.data, **person, "text": earlier.data["text"], "place_note": earlier.data["place_note"]}
            steps, when = story.steps, story.steps[0].at + timedelta(minutes=50)
            if count < REPEATS - 1 and when < at:
                values = {"earlier": earlier.key, "reason": reason}
                marked = Step(when, "mark", cast.supervisor_of(story.owner), 1, values)
                steps = tuple(sorted((*steps, marked), key=lambda step: step.at))
            again[place] = replace(story, data=data, gaps=earlier.gaps, steps=steps)
    return [again.get(place, story) for place, story in enumerate(stories)]


def _pairs(stories: Sequence[Story], language: str) -> Iterator[tuple[Story, int, str]]:
    """An earlier story, the place of one like it that can follow, and why it would; no story twice."""
    used: set[int] = set()
    fits = [n for n, story in enumerate(stories) if story.text.language == language and _is_plain(story)]
    for first in fits:
        for later in fits:
            if not {first, later} & used and (reason := _why(stories[first], stories[later])):
                used |= {first, later}
                yield stories[first], later, reason


def _is_plain(story: Story) -> bool:
    return not story.text.urgent and not {"other_name", "signers"} & set(story.data) and "publish" not in story.data


def _why(first: Story, later: Story) -> str:
    is_like = first.text.code == later.text.code and first.owner == later.owner
    if not is_like or [bool(first.data[n]) for n in _PERSON] != [bool(later.data[n]) for n in _PERSON]:
        return ""
    begun, at = first.steps[0].at, later.steps[0].at
    if begun >= at:
        return ""
    sent = [step.at for step in first.steps if step.verb == "send"]
    if sent:
        return "disputed" if sent[0] < at else ""
    return "expired" if begun + LONG < at else ""
