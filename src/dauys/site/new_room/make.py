"""Makes a room: everything a machine can do of the ten steps, and a list of what is left for a person."""

import keyword
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dauys.site.new_room.edits import edited
from dauys.site.new_room.files import files_of
from dauys.site.runtime import CannotStart, say

NAME = re.compile(r"[a-z]{3,20}\Z")
SENTENCE = re.compile(r"[A-Z][^\n\"$`]{9,110}\.\Z")
WORDS = re.compile(r"[^\n\"\\$%{}<>]{2,40}\Z")

LEFT = """The room {room} is there; its empty page stands at /kk/desk/{room}/. Left to you, by CONTRIBUTING.md:
  3  README.md: what the room is for and what it never does; `when_off` in apps.py: what people lose while it is off
  4  models.py: its tables; then the first migration:
     DJANGO_SETTINGS_MODULE=dauys.site.settings DAUYS_SECRET_KEY=x PYTHONPATH=src \\
       .venv/bin/python -m django makemigrations {room}
  5  events.py: the facts it states
  6  actions.py: its verbs
  7  access.py: who may do them (now: supervisors and heads see the page); queries.py: what others may read
  8  pages.py, forms.py, templates/{room}/: its pages
  9  invariants.py, each with a harm in src/dauys/site/doctor/tests/test_doctor.py
  10 HEARERS and SLOTS in src/dauys/site/wiring.py; lines in tests/sweep/ and tests/security/ for its further routes;
     `./dauys check`, `./dauys test --all`, a line in CHANGELOG.md
"""


@dataclass(frozen=True, slots=True)
class NewRoom:
    """`about` is what the room is for, in one sentence; `words` what people call it, by language."""

    name: str
    about: str
    words: dict[str, str]
    beside: str


def make(root: Path, wanted: NewRoom) -> str:
    """Writes the room into a source tree; what is left to do. Raises CannotStart, and then nothing was changed."""
    _refuse_nonsense(root, wanted)
    folder = root / "src" / "dauys" / wanted.name
    about, english = wanted.about, wanted.words["en"]
    texts = {root / n: t for n, t in edited(root, wanted.name, about=about, beside=wanted.beside).items()}
    own = files_of(wanted.name, about=about, words=english)
    for path, text in {**texts, **{folder / name: text for name, text in own.items()}}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    _tidy(root, [str(path) for path in (*texts, folder) if path.suffix == ".py" or path == folder], wanted)
    return LEFT.format(room=wanted.name)


def _refuse_nonsense(root: Path, wanted: NewRoom) -> None:
    if not (root / "tests" / "house" / "sources.py").exists():
        raise CannotStart("A new room is made in a source tree; there is none here.")
    if not NAME.match(wanted.name) or keyword.iskeyword(wanted.name):
        raise CannotStart("A room is named by a plural noun of 3 to 20 small Latin letters, such as receptions.")
    taken = {path.stem for path in (root / "src/dauys").rglob("*") if path.is_dir() or path.suffix == ".py"}
    routes = "".join(path.read_text("utf-8") for path in (root / "src/dauys").rglob("urls.py"))
    if wanted.name in taken or f'name="{wanted.name}"' in routes:
        raise CannotStart(f"The name {wanted.name} is taken: by a room, a part of one, or a page.")
    if not SENTENCE.match(wanted.about):
        raise CannotStart("Say with --about in one sentence what the room is for: 10 to 110 letters, a full stop.")
    for language, words in wanted.words.items():
        if not WORDS.match(words):
            raise CannotStart(f"Say with --{language} in 2 to 40 letters what people call the room.")


def _tidy(root: Path, paths: list[str], wanted: NewRoom) -> None:
    """Sorts imports, formats, fills the catalogues, and writes the documents that follow the code."""
    _run(root, "ruff", "check", "--fix", "-q", *paths)
    _run(root, "ruff", "format", "-q", *paths)
    _run(root, "tools/messages.py", "update", may_fail=True)
    _translate(root, wanted)
    for tool in ("messages", "permissions", "reference"):
        _run(root, f"tools/{tool}.py", "update")


def _translate(root: Path, wanted: NewRoom) -> None:
    """Fills the room's name in. A name that stands in the catalogue already keeps its words."""
    import polib

    for language in ("kk", "ru"):
        path = root / "src/dauys/locale" / language / "LC_MESSAGES/django.po"
        catalogue = polib.pofile(str(path))
        entry = catalogue.find(wanted.words["en"])
        if entry is not None and not entry.msgstr:
            entry.msgstr = wanted.words[language]
            path.write_text(f"{catalogue}\n", "utf-8")


def _run(root: Path, program: str, *arguments: str, may_fail: bool = False) -> None:
    command = [program, *arguments] if program.endswith(".py") else ["-m", program, *arguments]
    with tempfile.TemporaryDirectory() as data:  # settings are read, and must not touch an installation's keys
        env = {**os.environ, "DAUYS_DATA": data, "DAUYS_SECRET_KEY": "new-room", "PYTHONPATH": str(root / "src")}
        done = subprocess.run([sys.executable, *command], cwd=root, env=env, capture_output=True, text=True)  # noqa: S603
    if done.returncode and not may_fail:
        said = (done.stdout + done.stderr).strip().splitlines() or ["it said nothing"]
        say(f"{program} {' '.join(arguments[:1])} did not end well: {said[-1]}")
