"""Every document the program prints, in every language; a template without an example here fails."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

from dauys.channels.keys import _SALT as CASE_SALT
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.receptions import actions as receptions
from dauys.receptions import links
from dauys.volunteers import actions as volunteers
from tests import factories as make
from tests import receptions as desk
from tests import volunteers as help_
from tests.log import follow
from tests.sweep.test_sweep import LANGUAGES
from tests.sweep.words import foreign_words

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
SOURCE = Path(__file__).resolve().parents[2] / "src/dauys"
KAZAKH = "әғқңөұүһі"
SAID = {
    "kk": "Үйдің жылу желісі тексерілді, ақауы жөнделді, жұмыс актімен қабылданды.",
    "ru": "Тепловая сеть дома проверена, неисправность устранена, работы приняты по акту.",
    "en": "The heating of the house was checked, the fault was mended and the work was accepted.",
}


def of_citizen(language: str) -> Iterator[tuple[str, bytes]]:
    """The receipt on both papers, with the voluntary term and with that of the law."""
    for by_law in (False, True):
        made = make.case(owner=make.HOUSING, at=now() - timedelta(seconds=5), confirmed=by_law)
        client = Client()
        client.cookies["dauys_case"] = signing.dumps(str(made.id), salt=CASE_SALT)
        for paper in ("", "?roll=1"):
            yield f"receipt{paper}, by law: {by_law}", client.get(f"/{language}/receipt/pdf/{paper}").content


def of_clerk(language: str) -> Iterator[tuple[str, bytes]]:
    """The slip of the desk, once the log has taken the case."""
    user, clerk = make.staff("clerk", "akmola/aqjar", name="А. О.")
    made = make.case(actor=clerk, channel="visit", desk="akmola/aqjar", identity="in_person", at=now())
    follow(now())
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    for paper in ("a4", "roll"):
        yield f"slip {paper}", client.post(f"/{language}/desk/cases/{made.id}/slip/", {"as": paper}).content


def of_author(language: str) -> Iterator[tuple[str, bytes]]:
    """The copy of everything held, at the desk for who showed a document."""
    words = {"kk": "Көшеде үш күннен бері су жоқ.", "ru": "На улице три дня нет воды.", "en": "No water for days."}
    user, clerk = make.staff("clerk", "akmola/aqjar")
    about = {"name": "A. Ulgi" if language == "en" else "А. Үлгі", "text": words[language] * 2, "address": ""}
    made = make.case(actor=clerk, channel="visit", desk="akmola/aqjar", identity="in_person", at=now(), **about)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    yield "copy", client.post(f"/{language}/desk/cases/{made.id}/copy/", {"seen": "on"}).content


def of_visitor(language: str) -> Iterator[tuple[str, bytes]]:
    """The signed protocol of a reception, by the link of its person."""
    visit, said = desk.begun(desk.host()), SAID[language]
    made = desk.written(visit, "solved", summary=said, decided=said)
    head = make.staff("head", name="А. О." if language != "en" else "A. O.")[1]
    receptions.sign(protocol=made.pk, revision=made.revision, actor=head, at=make.AT)
    client = Client()
    client.get(f"/{language}/meet/visit/{links.secret_of(visit.pk)}/")
    yield "protocol", client.get(f"/{language}/meet/visit/protocol.pdf").content


def of_coordinator(language: str) -> Iterator[tuple[str, bytes]]:
    """Whom to call for a line of a need."""
    line = help_.need()[0]
    name = "А. О." if language != "en" else "A. O."
    people = [help_.volunteer(number, name=name).pk for number in range(12)]
    user, actor = make.staff("officer", help_.AQJAR)
    volunteers.invite(line=line.pk, volunteers=people, source="desk", actor=actor, at=make.AT)
    client = Client()
    client.force_login(user)
    yield "call list", client.post(f"/{language}/desk/volunteers/needs/{line.pk}/calls.pdf").content


def of_holder(language: str) -> Iterator[tuple[str, bytes]]:
    """The certificate of approved hours, at the desk."""
    person = help_.volunteer(77, name="А. О." if language != "en" else "A. O.")
    help_.approved(person, 1447)
    user, lead = make.staff("supervisor", help_.AQJAR)
    made = volunteers.issue(key=uuid4(), volunteer=person.pk, actor=lead, at=make.AT)
    client = Client()
    client.force_login(user)
    yield "certificate", client.get(f"/{language}/desk/volunteers/certificates/{made.pk}/paper.pdf").content


# By template: what draws it, for one language, with a name for each document.
EXAMPLES: dict[str, list[Callable[[str], Iterator[tuple[str, bytes]]]]] = {
    "channels/templates/channels/receipt.typ": [of_citizen, of_clerk],
    "channels/templates/channels/own_copy.typ": [of_author],
    "receptions/templates/receptions/protocol.typ": [of_visitor],
    "volunteers/templates/volunteers/call_list.typ": [of_coordinator],
    "volunteers/templates/volunteers/certificate.typ": [of_holder],
}


def test_every_template_has_an_example() -> None:
    assert {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.typ")} == set(EXAMPLES)


def test_documents_come_from_templates_only() -> None:
    """Else a document could be drawn beside the table above."""
    text = {p: p.read_text("utf-8") for p in SOURCE.rglob("*.py") if "tests" not in p.parts}
    makers = {p.name for p, words in text.items() if re.search(r"typst\.compile|PdfWriter|reportlab|weasyprint", words)}
    assert makers <= {"documents.py", "checking.py"}


def test_a_bad_document_would_be_seen() -> None:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    assert len(faults(out.getvalue(), "kk")) >= 7
    assert strange_words("Талон " * 100, "kk") == ["no letter of Kazakh"]
    assert strange_words("Receipt " * 100, "ru") and strange_words("Талон " * 100, "en")


def fonts_of(document: PdfReader) -> Iterator[DictionaryObject]:
    for page in document.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            yield font.get_object()


def faults(data: bytes, language: str) -> list[str]:
    """What keeps a document from being read, by eye, by ear or by a machine."""
    document = PdfReader(io.BytesIO(data))
    root: Any = document.trailer["/Root"].get_object()
    found = []
    if root.get("/Lang") != language:
        found.append(f"its language is {root.get('/Lang')}")
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        found.append("it is not tagged")
    if "/Metadata" not in root or b"pdfuaid" not in root["/Metadata"].get_object().get_data():
        found.append("it does not say that everybody can read it")
    if not document.metadata or len(str(document.metadata.title or "")) < 5:
        found.append("it has no title")
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        found.append("its title is not shown")
    if not (fonts := list(fonts_of(document))):
        found.append("it has no fonts")
    for font in fonts:
        for described in (f.get_object() for f in font.get("/DescendantFonts", [font])):
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described["/FontDescriptor"].get_object()):
                found.append(f"{described['/BaseFont']} is not embedded")
        if "/ToUnicode" not in font:
            found.append(f"{font['/BaseFont']} gives no letters")
    return found + strange_words("\n".join(page.extract_text() for page in document.pages), language)


def strange_words(text: str, language: str) -> list[str]:
    found = [] if len(text) > 300 else ["it holds no text"]
    bare = re.sub(r"https?://\S+|\S+/\S+", " ", text)
    is_kazakh = any(letter in bare.lower() for letter in KAZAKH)
    if language == "kk" and not is_kazakh:
        found.append("no letter of Kazakh")
    if language == "en" and (cyrillic := re.findall(r"[\u0400-\u04ff]{3,}", bare)):
        found.append(f"not English: {cyrillic[:5]}")
    if language != "en" and (latin := foreign_words(bare)):
        found.append(f"Latin words: {latin[:5]}")
    return found + [f"{sign!r} stands in it" for sign in ("\ufffd", "\u25a1", "None", "%(") if sign in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_in_every_language(language: str) -> None:
    drawn = {name: data for makers in EXAMPLES.values() for maker in makers for name, data in maker(language)}
    wrong = [f"{name}: {fault}" for name, data in drawn.items() for fault in faults(data, language)]
    assert len(drawn) == 10 and not wrong, "\n" + "\n".join(wrong)
