"""Answers that did not reach the person by themselves: a few in every language, left for whoever looks at the list."""

from collections.abc import Sequence
from dataclasses import replace

from dauys.ground.packs.pack import Pack
from dauys.site.demo.plan import Story
from dauys.site.demo.sink import RETURNED

_BY_HAND = {"phone": "read_out", "post": "post"}


def not_brought(stories: Sequence[Story], pack: Pack) -> list[Story]:
    """The same stories; in each language the newest unrated answer asked for by phone or post was not brought yet, and
    the mail with one comes back."""
    found = {story.key: story for story in stories}
    for language in pack.languages:
        for way in ("phone", "post", "email"):
            fits = [s for s in stories if s.text.language == language and s.data["answer_by"] == way and _ends(s, way)]
            if fits:
                last = max(fits, key=lambda story: story.steps[-1].at)
                found[last.key] = _lost(last, way)
    return [found[story.key] for story in stories]


def _ends(story: Story, way: str) -> bool:
    return story.steps[-1].verb == _BY_HAND.get(way, "send") and not story.text.urgent


def _lost(story: Story, way: str) -> Story:
    if way in _BY_HAND:
        return replace(story, steps=story.steps[:-1])
    return replace(story, data={**story.data, "email": RETURNED})
