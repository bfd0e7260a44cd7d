"""Writes docs/events.md and docs/api.md from the program itself: `update` writes them, `check` compares them."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    import django

    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.site.settings")
    os.environ.setdefault("DAUYS_SECRET_KEY", "only to read the wiring")
    django.setup()

from django.utils.translation import override  # noqa: E402

from dauys.channels.api import api  # noqa: E402
from dauys.ground.journal.events import REGISTRY  # noqa: E402
from dauys.ground.journal.follower import hearer_name  # noqa: E402
from dauys.ground.ui.slots import NAMES  # noqa: E402
from dauys.site.wiring import HEARERS, SLOTS  # noqa: E402

WRITTEN = "Written by `tools/reference.py update` from the code; `./dauys check` compares it."


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    rule = "|" + "---|" * len(head)
    lines = ["| " + " | ".join(cell.replace("|", "\\|") or "-" for cell in line) + " |" for line in (head, *rows)]
    return [lines[0], rule, *lines[1:]]


def _code(text: str) -> str:
    return f"`{text}`"


def events() -> str:
    """Every fact the journal knows with its payload and hearers, and every slot with its fillings."""
    facts = []
    for verb, event in sorted(REGISTRY.items()):
        heard = ", ".join(_code(hearer_name(h).removeprefix("dauys.")) for h in HEARERS.get(verb, ()))
        said = str(event.sentence) if event.sentence else ""
        facts.append(
            (_code(verb), ", ".join(map(_code, sorted(event.fields))), said, str(event.public_sentence or ""), heard)
        )
    fillings = [
        (
            _code(name),
            ", ".join(_code(f"{f.__module__.removeprefix('dauys.')}.{f.__name__}") for f in SLOTS.get(name, ())),
        )
        for name in NAMES
    ]
    return "\n".join(
        [
            "# Facts and slots",
            "",
            WRITTEN,
            "",
            "## Facts of the journal",
            "",
            "An entry holds its verb, who acted, when, and a payload of ids, codes, numbers and hashes: never a text",
            "or a name. A fact without a sentence is not shown on that timeline.",
            "",
            *_table(("verb", "payload", "staff read", "the citizen reads", "heard by"), facts),
            "",
            "## Slots",
            "",
            "A lower room's page shows upper rooms only here, filled in `src/dauys/site/wiring.py`.",
            "",
            *_table(("slot", "filled by, in this order"), fillings),
            "",
        ]
    )


def _type(field: Mapping[str, Any]) -> str:
    kind = str(field.get("type", field.get("format", "")))
    if "enum" in field:
        kind = " or ".join(map(_code, map(str, field["enum"])))
    limits = {"minLength": "at least {} characters", "maxLength": "at most {} characters"}
    return ", ".join([kind, *(words.format(field[name]) for name, words in limits.items() if name in field)])


def _operation(path: str, method: str, about: Mapping[str, Any]) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`: {about.get('summary', '')}"
    yield ""
    yield from (line.strip() for line in about.get("description", "").splitlines())
    yield ""
    for parameter in about.get("parameters", ()):
        needed = ", required" if parameter.get("required") else ""
        yield f"- {parameter['in']} `{parameter['name']}`: {parameter['schema'].get('format', 'string')}{needed}"
    if body := about.get("requestBody"):
        reference = body["content"]["application/json"]["schema"]["$ref"]
        yield f"- body: JSON, `{reference.rpartition('/')[2]}`"
    for status, answer in sorted(about["responses"].items(), key=lambda item: str(item[0])):
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        yield f"- answer {status}" + (f": `{name}`" if name else "")
    yield ""


def interface() -> str:
    """The public API: every operation, and every shape with its fields."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    lines = [
        "# The public API",
        "",
        WRITTEN,
        "The same as OpenAPI 3.1 stands at `/api/v1/openapi.json` of every installation.",
        "Errors come in the language of `Accept-Language`.",
        "",
    ]
    for path, methods in schema["paths"].items():
        for method, about in methods.items():
            lines += _operation(path, method, about)
    for name, shape in sorted(schema["components"]["schemas"].items()):
        rows = [
            (_code(field), _type(about), "required" if field in shape.get("required", ()) else "")
            for field, about in shape.get("properties", {}).items()
        ]
        lines += [f"## {name}", "", " ".join(shape.get("description", "").split()), ""]
        lines += [*_table(("field", "type", "needed"), rows), ""]
    return "\n".join(lines)


PAGES = {"docs/events.md": events, "docs/api.md": interface}


def main() -> int:
    stale = []
    with override("en"):
        for path, write in PAGES.items():
            text, target = write(), ROOT / path
            if sys.argv[1:] == ["update"]:
                target.write_text(text, "utf-8")
            elif not target.exists() or target.read_text("utf-8") != text:
                stale.append(path)
    if stale:
        print(f"{', '.join(stale)} differ from the code. Run: tools/reference.py update", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
