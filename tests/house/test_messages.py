"""The catalogues of words: whole, compiled, and written as the house writes Kazakh and Russian."""

import gettext
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import django
import polib
import pytest

ROOT = Path(__file__).parents[2]
LANGUAGES = ("kk", "ru")

# Messages that read alike in Kazakh and in Russian.
ALIKE = {
    "Action",
    "Company",
    "Team",
    "km",
    "Browser",
    "Code",
    "Dauys",
    "File",
    "Norm:",
    "PDF",
    "Phone",
    "Receipt",
    "SMS",
    "Slip",
}

_LETTERS = {
    "kk": set("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
    "ru": set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
}
_WORD = re.compile(r"[^\W\d_]+")


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up while it is made.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = _tool()
CATALOGUES = {language: tool.load(language) for language in LANGUAGES}


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _every() -> list[tuple[str, polib.POEntry, str]]:
    return [
        (name, entry, text) for name, catalogue in CATALOGUES.items() for entry in catalogue for text in _texts(entry)
    ]


def _wrong(found: list[tuple[str, str]]) -> str:
    return "\n".join(f"{language}: {text}" for language, text in found)


def test_every_message_is_translated_and_compiled() -> None:
    assert tool.problems() == []


def test_the_check_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {**tool.extract(), ("", "Brand new words"): tool.Message()}
    monkeypatch.setattr(tool, "extract", lambda: found)
    assert "kk: missing: 'Brand new words'" in tool.problems()
    assert "ru: missing: 'Brand new words'" in tool.problems()


@pytest.mark.parametrize("language", LANGUAGES)
def test_updating_again_changes_nothing(language: str) -> None:
    path = tool.catalogue_path(language)
    assert f"{tool.merge(language, tool.extract())}\n" == path.read_text("utf-8")
    assert tool.load(language).to_binary() == path.with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_forms_are_those_of_django(language: str) -> None:
    theirs = polib.pofile(str(Path(django.__file__).parent / f"conf/locale/{language}/LC_MESSAGES/django.po"))
    assert CATALOGUES[language].metadata["Plural-Forms"] == theirs.metadata["Plural-Forms"]


def test_days_are_counted_as_people_count_them() -> None:
    def say(language: str, n: int) -> str:
        with tool.catalogue_path(language).with_suffix(".mo").open("rb") as file:
            return gettext.GNUTranslations(file).ngettext("Overdue: %d day", "Overdue: %d days", n) % n

    assert [say("ru", n) for n in (1, 2, 5, 11, 21, 112)] == [
        "Просрочено: 1 день",
        "Просрочено: 2 дня",
        "Просрочено: 5 дней",
        "Просрочено: 11 дней",
        "Просрочено: 21 день",
        "Просрочено: 112 дней",
    ]
    assert [say("kk", n) for n in (1, 2, 21)] == ["Кешікті: 1 күн", "Кешікті: 2 күн", "Кешікті: 21 күн"]


def test_a_translation_leaves_open_what_its_message_leaves_open() -> None:
    def fits(entry: polib.POEntry, text: str) -> bool:
        return tool.placeholders(text) in [tool.placeholders(t) for t in (entry.msgid, entry.msgid_plural) if t]

    assert not (bad := [(name, text) for name, entry, text in _every() if not fits(entry, text)]), _wrong(bad)


def test_unnamed_values_stand_only_where_there_is_one() -> None:
    """Two of them could not change places in another language."""
    bad = [
        (n, e.msgid) for n, e, _ in _every() if len([p for p in tool.placeholders(e.msgid) if p in ("%s", "%d")]) > 1
    ]
    assert not bad, _wrong(bad)


def test_kazakh_is_not_a_copy_of_russian() -> None:
    ru = {(e.msgctxt, e.msgid): _texts(e)[0] for e in CATALOGUES["ru"]}
    same = {e.msgid for e in CATALOGUES["kk"] if _texts(e)[0] == ru[e.msgctxt, e.msgid]}
    assert same == ALIKE


def test_no_letter_of_another_alphabet_hides_in_a_word() -> None:
    bad = []
    for language, entry, text in _every():
        known = set(_WORD.findall(re.sub(r"%\(\w+\)", "%", entry.msgid + entry.msgid_plural)))
        for word in _WORD.findall(re.sub(r"%(?:\(\w+\))?[sd]|\{\w*\}", " ", text)):
            # A Latin word, even one of a single letter, stands in the English text too: PDF, SMS, JavaScript.
            if not set(word.lower()) <= _LETTERS[language] and word not in known:
                bad.append((language, f"{word} in: {text}"))
    assert not bad, _wrong(bad)


def test_no_message_is_written_in_another_alphabet() -> None:
    bad = [("en", e.msgid) for _, e, _ in _every() if re.search(r"[\u0400-\u04ff]", e.msgid + e.msgid_plural)]
    assert not bad, _wrong(bad)


def test_the_voice_is_calm() -> None:
    """No exclamation mark, no trailing dots, no straight quotation mark, no space at an end or doubled."""
    rough = re.compile(r"!|\.\.\.|…|  |^\s|\s$")
    bad = [(name, text) for name, _, text in _every() if rough.search(text)]
    bad += [(name, text) for name, _, text in _every() if '"' in re.sub(r"<[^>]*>", "", text)]
    assert not bad, _wrong(bad)


def test_a_sentence_ends_as_the_message_ends() -> None:
    """A stop or a question mark that is lost, or added, shows where texts are joined."""

    def end(text: str) -> str:
        return text[-1:] if text.endswith((".", "?")) else ""

    bad = [(name, text) for name, entry, text in _every() if end(text) != end(entry.msgid)]
    assert not bad, _wrong(bad)


def test_russian_says_you_in_lower_case() -> None:
    bad = [
        ("ru", t) for n, _, t in _every() if n == "ru" and re.search(r"(?<=[а-я,:] )(?:Вы|Вас|Вам|Вами|Ваш\w*)\b", t)
    ]
    assert not bad, _wrong(bad)


@pytest.mark.parametrize(("language", "genus", "kind"), [("kk", "жолданым", "өтініш"), ("ru", "обращени", "заявлени")])
def test_an_appeal_is_never_called_an_application(language: str, genus: str, kind: str) -> None:
    bad = []
    for entry in CATALOGUES[language]:
        says = " ".join(_texts(entry)).lower().replace("өтініш беруші", "")
        english = (entry.msgid + entry.msgid_plural).lower()
        if kind in says and "application" not in english:
            bad.append((language, says))
        if "appeal" in english and genus not in says and "application" not in english and entry.msgid not in _SHORT:
            bad.append((language, says))
    assert not bad, _wrong(bad)


# Said without the word, because "close my appeal" would read like ending it.
_SHORT = {"Close my appeal here"}


def test_a_voluntary_term_is_never_the_term_of_the_law() -> None:
    for language, voluntary, legal in (("kk", "ерікті мерзім", "заң"), ("ru", "добровольный срок", "закон")):
        for entry in CATALOGUES[language]:
            text = " ".join(_texts(entry)).lower()
            if "voluntary term" in entry.msgid.lower():
                assert voluntary in text and legal not in text, text
            elif "legal term" in entry.msgid or "term of the law" in entry.msgid:
                assert legal in text and voluntary not in text, text


def test_words_said_instead_of_django_are_still_its_words() -> None:
    theirs = set()
    for part in ("conf", "contrib/auth"):
        path = Path(django.__file__).parent / part / "locale" / "en" / "LC_MESSAGES" / "django.po"
        theirs |= {(e.msgid, e.msgid_plural) for e in polib.pofile(str(path))}
    ours = {(extra, "") if isinstance(extra, str) else extra for extra in tool.EXTRA}
    assert ours <= theirs


@pytest.mark.parametrize(
    ("source", "message", "plural"),
    [
        ("{% translate 'A word' %}", "A word", ""),
        ('{% if a %}{% translate "It\'s 5%" %}{% endif %}', "It's 5%%", ""),
        ("{% blocktranslate %}Step {{ n }} of {{ m }}{% endblocktranslate %}", "Step %(n)s of %(m)s", ""),
        (
            "{% blocktranslate count n=t.n %}{{ n }} day (early){% plural %}{{ n }} days{% endblocktranslate %}",
            "%(n)s day (early)",
            "%(n)s days",
        ),
        ('{{ name|default:_("nobody (yet)") }}', "nobody (yet)", ""),
        ('<p data-x="gettext(">{% translate "Real" %}</p>', "Real", ""),
    ],
)
def test_a_template_gives_its_messages(source: str, message: str, plural: str) -> None:
    found = [tool.read(call, "a.html") for call in tool.calls_in_template(source, "a.html")]
    assert found == [(("", message), plural)]


def test_python_gives_its_messages() -> None:
    source = '_("one" " two")\nngettext("%d day", "%d days", n)\npgettext("of a clock", "hand")\nnothing("x")\n'
    found = [found for call in tool.calls_in_python(source, "a.py") if (found := tool.read(call, "a.py"))]
    assert found == [(("", "one two"), ""), (("", "%d day"), "%d days"), (("of a clock", "hand"), "")]


def test_words_built_while_running_are_refused() -> None:
    for source in ('_(f"{n} days")', '_("Hello " + name)', "_(name)"):
        with pytest.raises(tool.Trouble):
            [tool.read(call, "a.py") for call in tool.calls_in_python(source, "a.py")]
