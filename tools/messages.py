"""Keeps the catalogues of words in src/dauys/locale: `update` extracts, merges and compiles, `check` fails on gaps.

    python tools/messages.py update
    python tools/messages.py check

English stands in the code, Kazakh and Russian in the catalogues. The compiled files are kept beside them, so that
nobody needs the gettext programs: not to run Dauys, and not to change its words.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "dauys"
LOCALE = SOURCE / "locale"

# The same forms as in Django's own catalogues: other ones would make Django keep two catalogues side by side.
PLURALS = {
    "kk": "nplurals=2; plural=(n!=1);",
    "ru": (
        "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
    ),
}

# Which arguments of a call are the context, the message and its plural.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
_CALL = re.compile(r"(?<!\w)(?:" + "|".join(CALLS) + r")\(")
_PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[sdrfi]|\{\w*\}")

# Django's own words that our forms and pages can show, which Django's Kazakh catalogue lacks or says harshly.
# A pair is a message with its plural.
EXTRA: tuple[str | tuple[str, str], ...] = (
    # forms
    "This field is required.",
    "Enter a whole number.",
    "Enter a number.",
    "Enter a valid value.",
    "Enter a valid date.",
    "Enter a valid time.",
    "Enter a valid date/time.",
    "Enter a complete value.",
    "Enter a list of values.",
    "Enter a valid UUID.",
    "Enter a valid email address.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Null characters are not allowed.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    (
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    "(Hidden field %(name)s) %(error)s",
    "Unknown",
    "Yes",
    "No",
    # files
    "No file was submitted. Check the encoding type on the form.",
    "No file was submitted.",
    "The submitted file is empty.",
    (
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure this filename has at most %(max)d characters (it has %(length)d).",
    ),
    "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.",
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.",
    # passwords
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    "The password is too similar to the %(verbose_name)s.",
    "Your password can’t be too similar to your other personal information.",
    "This password is too common.",
    "Your password can’t be a commonly used password.",
    "This password is entirely numeric.",
    "Your password can’t be entirely numeric.",
)


@dataclass
class Message:
    plural: str = ""
    places: set[str] = field(default_factory=set)


# A message is known by its context and its words, as gettext knows it.
Key = tuple[str, str]


class Trouble(Exception):
    """Something in the source that cannot be translated."""


def placeholders(text: str) -> list[str]:
    """What a text leaves open for the program, sorted: `%s`, `%(name)s`, `{n}`."""
    return sorted(_PLACEHOLDER.findall(text))


def calls_in_python(text: str, place: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(text, place)):
        if isinstance(node, ast.Call):
            yield node


def calls_in_template(text: str, place: str) -> Iterator[ast.Call]:
    """Django writes the calls of a template into a text that is otherwise no Python: each is cut out of it."""
    text = templatize(text, origin=place)
    for start in _CALL.finditer(text):
        for end in re.finditer(r"\)", text[start.start() :]):
            try:
                call = ast.parse(text[start.start() : start.start() + end.end()], mode="eval").body
            except SyntaxError:
                continue
            if isinstance(call, ast.Call):
                yield call
            break


def read(call: ast.Call, place: str) -> tuple[Key, str] | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in CALLS:
        return None
    words: list[str] = []
    for position in CALLS[name]:
        if position is None:
            words.append("")
            continue
        try:
            value = ast.literal_eval(call.args[position])
        except (IndexError, ValueError):
            value = None
        if not isinstance(value, str) or not value.strip():
            raise Trouble(
                f"{place}:{getattr(call, 'lineno', 0)}: {name}() needs literal words, not {ast.unparse(call)}"
            )
        words.append(value)
    return (words[0], words[1]), words[2]


def extract() -> dict[Key, Message]:
    """Every message of the source, and Django's that we say ourselves."""
    found: dict[Key, Message] = {}

    def add(key: Key, plural: str, place: str) -> None:
        message = found.setdefault(key, Message())
        if plural and message.plural and message.plural != plural:
            raise Trouble(f"{place}: {key[1]!r} has two plurals: {plural!r} and {message.plural!r}")
        message.plural = message.plural or plural
        message.places.add(place)

    for path in sorted(SOURCE.rglob("*")):
        inside = path.relative_to(SOURCE)
        if {"tests", "migrations", "locale", "static"} & set(inside.parts) or not path.is_file():
            continue
        place = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py":
            calls = calls_in_python(path.read_text("utf-8"), place)
        elif "templates" in inside.parts and path.suffix in {".html", ".txt"}:
            calls = calls_in_template(path.read_text("utf-8"), place)
        else:
            continue
        for call in calls:
            if message := read(call, place):
                add(*message, place)
    for extra in EXTRA:
        words, plural = (extra, "") if isinstance(extra, str) else extra
        add(("", words), plural, "django")
    return found


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> polib.POFile:
    path = catalogue_path(language)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def merge(language: str, found: dict[Key, Message]) -> polib.POFile:
    """The catalogue of exactly these messages, with the translations that are there already."""
    old = {(e.msgctxt or "", e.msgid): e for e in load(language) if not e.obsolete}
    forms = int(PLURALS[language].split(";")[0].split("=")[1])
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Project-Id-Version": "dauys",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for key, message in sorted(found.items(), key=lambda item: (item[0][1].casefold(), item[0])):
        known = old.get(key)
        entry = polib.POEntry(
            msgctxt=key[0] or None,
            msgid=key[1],
            msgid_plural=message.plural,
            occurrences=[(place, "") for place in sorted(message.places)],
        )
        if any(p.startswith("%") for p in placeholders(key[1] + message.plural)):
            entry.flags.append("python-format")
        if message.plural:
            entry.msgstr_plural = {n: known.msgstr_plural.get(n, "") if known else "" for n in range(forms)}
        else:
            entry.msgstr = known.msgstr if known else ""
        if known:
            entry.tcomment = known.tcomment
            if known.fuzzy:
                entry.flags.append("fuzzy")
        new.append(entry)
    return new


def is_done(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def problems() -> list[str]:
    """Everything that keeps the catalogues from being whole, each with its name."""
    found = extract()
    out: list[str] = []
    for language in PLURALS:
        catalogue, path = load(language), catalogue_path(language)
        have = {(e.msgctxt or "", e.msgid): e for e in catalogue if not e.obsolete}
        out += [f"{language}: missing: {key[1]!r}" for key in sorted(found.keys() - have.keys())]
        out += [f"{language}: no longer in the source: {key[1]!r}" for key in sorted(have.keys() - found.keys())]
        for key, entry in have.items():
            if key in found and entry.msgid_plural != found[key].plural:
                out.append(f"{language}: another plural: {key[1]!r}")
            if entry.fuzzy:
                out.append(f"{language}: fuzzy: {key[1]!r}")
            elif not is_done(entry):
                out.append(f"{language}: untranslated: {key[1]!r}")
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            out.append(f"{language}: stale: {compiled.relative_to(ROOT).as_posix()}")
    return out


def update() -> None:
    found = extract()
    for language in PLURALS:
        catalogue, path = merge(language, found), catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{catalogue}\n", "utf-8")
        # Compiled from what was written, as `check` does it.
        path.with_suffix(".mo").write_bytes(load(language).to_binary())


def main(arguments: list[str]) -> int:
    if arguments not in (["update"], ["check"]):
        print(__doc__)
        return 2
    try:
        if arguments == ["update"]:
            update()
        found = problems()
    except Trouble as trouble:
        print(trouble)
        return 1
    print("\n".join(found) if found else f"Every message is translated: {len(extract())}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
