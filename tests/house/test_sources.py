"""House rules that the source text shows: one-sentence headers, small files, no hidden imports, no other doors."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.sources import PACKAGE, ROOMS, ROOT, label, module_name, program_files, tree

LIMIT = 400
# Imports inside functions, each with its reason: the program must start before Django does.
LATE_IMPORTS = {
    "dauys.ground.tables.__init__": "openpyxl takes longer than most commands",
    "dauys.site.commands": "Django is loaded only after the environment is prepared",
    "dauys.site.runtime": "prepares the environment before Django is imported",
    "dauys.site.apps": "the wiring needs all models",
    "dauys.site.new_room.make": "what fills the catalogues is there for who writes Dauys only",
    "dauys.site.settings": "the secret key is a file",
    "dauys.ground.sealed.keys": "keys are read while settings are being built",
}
# Who may write rows beside `actions`: drafts keep themselves, followers keep their position.
OTHER_WRITERS = {
    "dauys.channels.drafts",
    "dauys.channels.pages.desk",  # throws a clerk's own draft away
    "dauys.ground.journal.follower",
    "dauys.ground.inserts",
}
WRITES = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "get_or_create", "update_or_create"}


@pytest.mark.parametrize("path", program_files(), ids=label)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text("utf-8").strip():
        return
    said = ast.get_docstring(tree(path)) or ""
    first = said.split("\n\n")[0].replace("\n", " ").strip()
    assert re.match(r"[A-ZÄÖÜ`“\"]", first) and first.endswith((".", "?")), f"{label(path)} opens with {first!r}"


@pytest.mark.parametrize("path", [*ROOT.glob("src/**/*.py"), *ROOT.glob("tests/**/*.py")], ids=label)
def test_no_file_grows_past_the_limit(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LIMIT, f"{label(path)} has {lines} lines: it holds two nouns"


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_it_is_for(room: str) -> None:
    lines = [line for line in (PACKAGE / room / "README.md").read_text("utf-8").splitlines() if line.strip()]
    assert 4 <= len(lines) <= (24 if room == "ground" else 9)


def test_the_readme_of_the_ground_names_each_part() -> None:
    text = (PACKAGE / "ground" / "README.md").read_text("utf-8")
    parts = {p.stem for p in (PACKAGE / "ground").iterdir() if not p.stem.startswith("_") and p.suffix in ("", ".py")}
    assert not [part for part in parts if f"`{part}`" not in text]


def _late_imports(path: Path) -> list[int]:
    found = []
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [n.lineno for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
    return found


def _named(module: str) -> str:
    """The commands are named together."""
    return "dauys.site.commands" if module.startswith("dauys.site.commands.") else module


def test_no_import_hides_in_a_function() -> None:
    found = {
        module_name(p): lines
        for p in program_files()
        if (lines := _late_imports(p)) and _named(module_name(p)) not in LATE_IMPORTS and "demo" not in p.parts
    }
    assert not found


def test_the_list_of_late_imports_is_not_longer_than_needed() -> None:
    used = {
        _named(module_name(p)) for p in program_files() if _late_imports(p) or module_name(p) == "dauys.site.settings"
    }
    assert set(LATE_IMPORTS) <= used


def test_models_are_imported_and_not_looked_up() -> None:
    found = [
        f"{label(p)}:{n.lineno}"
        for p in program_files()
        for n in ast.walk(tree(p))
        if isinstance(n, ast.Attribute) and n.attr == "get_model"
    ]
    assert not found


def test_no_signals_for_domain_logic() -> None:
    """Django's signals would be a second, invisible wiring."""
    names = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "receiver", "Signal", "post_migrate"}
    found = []
    for path in program_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django"):
                found += [f"{label(path)}: {a.name}" for a in node.names if a.name in names]
    assert not found


def _writes(path: Path) -> list[str]:
    """Calls that write rows: on a manager or queryset (`.objects...`), or `.save(` of a row."""
    found = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        text = ast.unparse(node.func)
        if ".objects" in text or (node.func.attr in ("save", "delete") and _is_row(node.func.value)):
            found.append(f"{label(path)}:{node.lineno} {text}")
    return found


def _is_row(value: ast.expr) -> bool:
    """A plain name is a row; a module of ours that has a verb `save` is not."""
    return isinstance(value, ast.Name) and value.id not in (
        "actions",
        "answers",
        "cases",
        "drafts",
        "form",
        "fresh",
        "cache",
    )


def test_only_actions_write_tables() -> None:
    found = []
    for path in program_files():
        name = module_name(path)
        is_action = "actions" in name.split(".")
        if not is_action and name not in OTHER_WRITERS and ".demo" not in name:
            found += _writes(path)
    assert not found


def test_actions_take_their_arguments_by_name() -> None:
    """A verb is called with named arguments only, so that `at` and `actor` are never mixed up."""
    by_position = {
        "check_tries", "count_try", "record", "entry_row", "path_of", "handover_sql", "locked", "voice_of", "rebuild",
        "queue_many",
    }  # fmt: skip
    found = []
    for path in program_files():
        if "actions" not in module_name(path).split("."):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and node.args.args and not node.name.startswith("_"):
                found.append(f"{label(path)}: {node.name}")
    assert not [name for name in found if name.rpartition(" ")[2] not in by_position]


def test_the_stair_holds() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


TEXTS = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".html", ".css", ".js", ".sh", ".cfg", ".ini", ".po", ""}
ADDRESS = re.compile(
    r"((index-url|find-links)[ =]+https?:|://[^\s\"'<>]*(pypi|pythonhosted|npmjs|jsdelivr|unpkg|cdnjs|artifactory|nexus|/simple/)[^\s\"'<>]*)",
    re.IGNORECASE,
)


def test_no_file_names_a_package_registry() -> None:
    """Whoever runs Dauys decides where packages come from, and pages load nothing from elsewhere."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("no git here")
    found = []
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if not name or path.suffix not in TEXTS or not path.is_file() or path == Path(__file__):
            continue
        text = path.read_text("utf-8", errors="ignore")
        found += [f"{name}: {match.group(0)[:80]}" for match in ADDRESS.finditer(text)]
    assert not found


PRIVATE = ("pages", "forms", "handlers", "urls", "api")


@pytest.mark.parametrize("path", program_files(), ids=label)
def test_a_room_does_not_reach_into_another_rooms_private_parts(path: Path) -> None:
    """Pages, forms, handlers and addresses of a room are its own; only the site's wiring and urls name them."""
    own = module_name(path).split(".")
    if own[1:2] == ["site"] or len(own) < 2:
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dauys."):
            parts = node.module.split(".")
            if parts[1] in ROOMS and parts[1] != own[1]:
                assert len(parts) < 3 or parts[2] not in PRIVATE, f"{label(path)} imports {node.module}"
