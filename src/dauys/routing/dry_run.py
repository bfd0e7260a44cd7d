"""What other rules would do to the cases that came last: which would go to another body. Changes nothing."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dauys.cases.models import Case
from dauys.cases.queries import newest_cases, number_of
from dauys.core.routing import Choice, Rule
from dauys.ground.packs.current import current
from dauys.ground.packs.load import load_pack
from dauys.ground.packs.pack import Pack
from dauys.routing.queries import decide, is_crime, tells_of_crime

MOST_CASES = 20_000
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that both sets of rules send elsewhere: the bodies and rules, how many, and numbers of a few."""

    from_body: str
    to_body: str
    from_rule: str
    to_rule: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crime:
    """Cases a rule of crime would pass on at once to a body: how many, and numbers of a few."""

    rule: str
    to_body: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """How many cases were tried, what would move, most first, and rules that took none of them.

    `crimes` are the unknown authors' cases that rules of crime would pass on at once, by rule.
    """

    tried: int
    moves: tuple[Move, ...]
    idle: tuple[str, ...]
    crimes: tuple[Crime, ...] = ()

    @property
    def moved(self) -> int:
        return sum(move.count for move in self.moves)


def dry_run(pack: Pack, last: int) -> DryRun:
    """The newest `last` cases by the rules in force and by those of `pack`. One statement."""
    old, new = current().routing_rules(), pack.routing_rules()
    found: dict[tuple[str, str, str, str], list[Case]] = defaultdict(list)
    crimes: dict[tuple[str, str], list[Case]] = defaultdict(list)
    used: set[str] = set()
    cases = newest_cases(min(last, MOST_CASES))
    for case in cases:
        before, after = _choice(old, case, current()), _choice(new, case, pack)
        used.add(after.rule.code)
        if is_crime(after):
            crimes[after.rule.code, after.rule.to].append(case)
        if before.rule.to != after.rule.to:
            found[before.rule.to, after.rule.to, before.rule.code, after.rule.code].append(case)
    moves = [Move(*key, len(rows), tuple(number_of(case) for case in rows[:EXAMPLES])) for key, rows in found.items()]
    moves.sort(key=lambda move: (-move.count, move.from_body, move.to_body, move.to_rule))
    told = tuple(Crime(*key, len(rows), tuple(map(number_of, rows[:EXAMPLES]))) for key, rows in crimes.items())
    return DryRun(len(cases), tuple(moves), tuple(rule.code for rule in new if rule.code not in used), told)


def _choice(rules: Sequence[Rule], case: Case, pack: Pack) -> Choice:
    return decide(
        rules,
        text=case.voice.text,
        topic=case.topic,
        area_path=case.area.path,
        kind=case.kind,  # type: ignore[attr-defined]
        channel=case.channel,
        represented=case.represented,  # type: ignore[attr-defined]
        crime=case.anonymous and case.crime != "false" and tells_of_crime(case.voice.text, pack),
    )


def rules_in_force() -> str:
    """The text of the file of rules, to begin from."""
    return (current().directory / "routing.yaml").read_text("utf-8")


def with_rules(text: str) -> Pack:
    """The pack in force with another file of rules; raises PackErrors."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "pack"
        shutil.copytree(current().directory, copy)
        (copy / "routing.yaml").write_text(text, "utf-8")
        return load_pack(copy)
