"""What cases hold about a person, for the copy they may ask for: words, parties, demands, files, messages, looks."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from dauys.cases import display
from dauys.cases.corrections import FIELD_WORDS, STATE_WORDS
from dauys.cases.looks import looks_of
from dauys.cases.models import Case, Correction, Extension, Hold, Obligation, Party, Question, Supporter
from dauys.cases.of_contact import Contact
from dauys.cases.queries import number_of
from dauys.ground.files.models import StoredFile
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Held, held


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose data are copied: the cases written in their own name, and the contact they showed to be theirs (none at
    the desk, where their document was looked at)."""

    cases: tuple[UUID, ...]
    contact: Contact | None
    language: str

    def is_own(self, party: Party | Supporter) -> bool:
        """Whether a person of a case is the one who asks."""
        if isinstance(party, Party) and party.role == "applicant" and party.case_id in self.cases:
            return True
        kept = getattr(party, f"{self.contact.kind}_key") if self.contact else None
        return kept is not None and self.contact is not None and bytes(kept) == self.contact.key


def export_person(whose: Whose) -> list[Held]:
    """Everything the cases of a person hold, and what lies in cases of others under their contact."""
    parties = _parties(whose)
    return [
        *_cases(whose),
        *(_party(party, whose) for party in parties),
        *_demands(whose),
        *_questions(whose),
        *_extensions(whose),
        *_holds(whose),
        *_corrections(whose),
        *_joined(whose),
        *_files(whose),
        *_messages(whose, parties),
        *_history(whose),
    ]


def _cases(whose: Whose) -> Iterator[Held]:
    labels, language = current().labels, whose.language
    for case in Case.objects.select_related("voice", "area").filter(pk__in=whose.cases):
        yield held(
            "case",
            _("Appeal"),
            ("number", _("Number"), number_of(case)),
            ("received_at", _("Received"), case.received_at),
            ("channel", _("Channel"), labels.channels[case.channel].get(language)),
            ("identity", _("Person"), labels.identity[case.identity].name.get(language)),
            ("place", _("Place"), display.area_line(case.area.path, language)),
            ("topic", _("Topic"), display.topic_name(case.topic, language) if case.topic else ""),
            ("external_number", _("Number in another system"), case.external_number),
            ("publish_wanted", _("May be shown to everybody without a name"), case.publish_wanted),
            case_id=case.pk,
        )
        voice = case.voice
        yield held(
            "voice",
            _("Your words"),
            ("subject", _("Subject"), voice.subject),
            ("text", _("Text"), voice.text),
            ("place_note", _("How to find the place"), voice.place_note),
            case_id=case.pk,
        )


def _of_contact(whose: Whose) -> Q:
    return whose.contact.meant if whose.contact else Q(pk__in=[])


def _parties(whose: Whose) -> list[Party]:
    """The people of their cases, and their own rows in cases they wrote for somebody else."""
    rows = Party.objects.select_related("case").filter(Q(case__in=whose.cases) | _of_contact(whose))
    return list(rows.order_by("case", "role"))


def _party(party: Party, whose: Whose) -> Held:
    """All fields of the one who asks; of another person of the case only what its pages show too."""
    is_mine = party.case_id in whose.cases
    heading = _("Applicant") if party.role == "applicant" else _("Representative")
    open_fields = (("name", _("Name"), party.name),)
    if not whose.is_own(party):
        return held("party", heading, *open_fields, case_id=party.case_id)
    return held(
        "party",
        heading,
        ("number", _("Number"), "" if is_mine else number_of(party.case)),
        *open_fields,
        ("phone", _("Phone"), party.phone),
        ("email", _("E-mail"), party.email),
        ("national_id", _("IIN"), party.national_id),
        ("address", _("Address"), party.address),
        ("consent", _("The applicant agreed"), party.consent if party.role == "representative" else None),
        case_id=party.case_id if is_mine else None,
    )


def _demands(whose: Whose) -> Iterator[Held]:
    rows = Obligation.objects.select_related("demand").filter(case__in=whose.cases).order_by("case", "leg")
    for row in rows.defer("ledger"):
        demand = getattr(row, "demand", None)
        yield held(
            "demand",
            _("Who answers"),
            ("body", _("Body"), display.body_name(row.owner_path, whose.language)),
            ("kind", _("Kind"), display.kind_name(row.kind, whose.language)),
            ("state", _("State"), display.state_words(row, whose.language, staff=False)),
            ("due_on", _("Day of the answer"), row.due_on),
            ("text", _("What is asked"), demand.text if demand else ""),
            case_id=row.case_id,
        )


def _questions(whose: Whose) -> Iterator[Held]:
    for row in Question.objects.select_related("obligation").filter(obligation__case__in=whose.cases).order_by("pk"):
        yield held(
            "question",
            _("Question to you"),
            ("asked_at", _("Asked"), row.asked_at),
            ("text", _("Text"), row.text),
            ("reply", _("Reply"), row.reply),
            case_id=row.obligation.case_id,
        )


def _extensions(whose: Whose) -> Iterator[Held]:
    rows = Extension.objects.select_related("obligation").filter(obligation__case__in=whose.cases).order_by("pk")
    for row in rows:
        yield held(
            "extension",
            _("A longer term was asked for"),
            ("until", _("Until"), row.until),
            ("because", _("Why"), row.because),
            ("refused_because", _("Why it was refused"), row.refused_because),
            case_id=row.obligation.case_id,
        )


def _holds(whose: Whose) -> Iterator[Held]:
    for row in Hold.objects.filter(case__in=whose.cases).order_by("since"):
        fields = (("since", _("When"), row.since), ("reason", _("Why"), row.reason))
        yield held("hold", _("Kept beyond its term"), *fields, case_id=row.case_id)


def _corrections(whose: Whose) -> Iterator[Held]:
    """What became of each, and what a waiting one wants; what was kept before is kept nowhere."""
    for row in Correction.objects.filter(case__in=whose.cases, party__role="applicant").order_by("asked_at"):
        wanted = json.loads(row.wanted or "{}")
        yield held(
            "correction",
            _("Correction of your data"),
            ("asked_at", _("When"), row.asked_at),
            ("state", _("State"), str(STATE_WORDS[row.state])),
            *((f"wanted_{field}", str(FIELD_WORDS[field]), value) for field, value in wanted.items()),
            ("because", _("Why"), row.because),
            case_id=row.case_id,
        )


def _own_joins(whose: Whose) -> list[Supporter]:
    return list(Supporter.objects.select_related("case").filter(_of_contact(whose)).order_by("pk"))


def _joined(whose: Whose) -> Iterator[Held]:
    for row in _own_joins(whose):
        yield held(
            "joined",
            _("You joined an appeal"),
            ("number", _("Number"), number_of(row.case)),
            ("joined_at", _("When"), row.joined_at),
            ("name", _("Name"), row.name),
            ("phone", _("Phone"), row.phone),
            ("email", _("E-mail"), row.email),
        )


def _files(whose: Whose) -> Iterator[Held]:
    for row in StoredFile.objects.filter(holder__in=whose.cases).order_by("created_at"):
        yield held_file("file", _("File"), row, row.holder)


def held_file(code: str, heading: str, file: StoredFile, case_id: UUID) -> Held:
    """What is kept of a file beside its bytes."""
    return held(
        code,
        heading,
        ("name", _("Name"), file.name),
        ("size", _("Size in bytes"), file.size),
        ("sha256", _("Fingerprint"), bytes(file.sha256).hex()),
        ("created_at", _("When"), file.created_at),
        case_id=case_id,
    )


def _messages(whose: Whose, parties: list[Party]) -> Iterator[Held]:
    """What was sent to the people of their cases and, elsewhere, to them; never what went to who joined the case."""
    people: dict[UUID | None, set[str]] = defaultdict(set)
    own: set[str] = set()
    everybody: list[Party | Supporter] = [*parties, *_own_joins(whose)]
    for person in everybody:
        addresses = {a.lower() for a in (person.phone, person.email) if a}
        people[person.case_id] |= addresses
        own |= addresses if whose.is_own(person) else set()
    for row in Message.objects.filter(case_id__in=list(people)).order_by("created_at"):
        address = row.address.lower()
        is_mine = row.case_id in whose.cases
        if address not in (people[row.case_id] if is_mine else own):
            continue
        yield held(
            "message",
            _("Message"),
            ("created_at", _("When"), row.created_at),
            ("address", _("To"), row.address if address in own else ""),
            ("subject", _("Subject"), row.subject),
            ("body", _("Text"), row.body),
            case_id=row.case_id if is_mine else None,
        )


def _history(whose: Whose) -> Iterator[Held]:
    entries = list(Entry.objects.filter(case_id__in=whose.cases).order_by("id"))
    by_case: dict[UUID | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_case[entry.case_id].append(entry)
    for case_id, some in by_case.items():
        for fact in display.timeline(some, whose.language, staff=False):
            when, words = ("at", _("When"), fact.at), f"{fact.words}. {fact.detail}".rstrip(". ")
            yield held("history", _("Course of the appeal"), when, ("fact", _("What"), words), case_id=case_id)
    for look in looks_of(entries, whose.language):
        yield held(
            "look",
            _("Who looked at your data"),
            ("at", _("When"), look.at),
            ("role", _("Role"), look.role),
            ("body", _("Body"), look.body),
            ("purpose", _("What for"), look.purpose),
            case_id=look.case_id,
        )
