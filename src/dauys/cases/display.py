"""Obligations as people read them: the clock chip, list rows, the ledger of dates and the timeline's sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dauys.cases.models import DONE_STATES, Case, Obligation
from dauys.cases.queries import number_of
from dauys.cases.rules import OPEN_STATES, tells_of_crime
from dauys.core.case_numbers import format_number
from dauys.core.workdays import CalendarNotCovered, working_days_between
from dauys.directory.cache import above, areas, organizations
from dauys.ground.journal.events import REGISTRY
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, moment_words

SOON_DAYS = 2
_ENDED = {
    "withdrawn": gettext_lazy("Withdrawn"),
    "forwarded": gettext_lazy("Passed to another body"),
    "left": gettext_lazy("Left without consideration"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """The clock chip: a word, a shape (icon) and a colour (css state), in this order of trust."""

    words: str
    icon: str
    css: str


def chip(row: Obligation, at: datetime) -> Chip:
    """How the obligation's term stands at a moment."""
    if row.state in _ENDED:
        return Chip(str(_ENDED[row.state]), "done", "done")
    if row.answered_at is not None:
        if row.answered_at <= row.due_at:
            return Chip(_("Answered in time"), "done", "done")
        return Chip(_("Answered late"), "late", "soon")
    if row.paused:
        return Chip(_("Paused: waiting for the person"), "pause", "pause")
    today, due = local(at).date(), row.due_on or local(row.due_at).date()
    calendar = current().calendar()
    if at > row.due_at:
        try:
            days = max(working_days_between(calendar, due, today), 1)
        except CalendarNotCovered:
            return Chip(_("Overdue"), "late", "late")
        return Chip(ngettext("Overdue: %d day", "Overdue: %d days", days) % days, "late", "late")
    if today == due:
        return Chip(_("Today until %s") % f"{local(row.due_at):%H:%M}", "soon", "soon")
    try:
        days = working_days_between(calendar, today, due)
    except CalendarNotCovered:  # a clock far behind; the day itself is known
        return Chip(f"{_('Answer by')} {day_words(due, get_language() or row.case.language)}", "ok", "")
    text = ngettext("%d working day left", "%d working days left", days) % days
    return Chip(text, "soon", "soon") if days <= SOON_DAYS else Chip(text, "ok", "")


def no_calendar_words() -> str:
    """What people read when a term would end beyond the calendar that the office has loaded."""
    return _(
        "The office has no calendar of working days for that time yet, so the term of the answer cannot be counted. "
        "Nothing was changed. Try again later or call us."
    )


def state_words(row: Obligation, language: str, *, staff: bool) -> str:
    """The state in the pack's words; of an answered demand its outcome, for an answer is not yet a solution."""
    labels = current().labels
    is_told = row.state in DONE_STATES and row.outcome in labels.outcomes
    face = labels.outcomes[row.outcome] if is_told else labels.states[row.state]
    return (face.staff if staff else face.citizen).get(language)


def outcome_name(code: str, language: str = "", *, staff: bool = True) -> str:
    """How an answered demand ended, in the pack's words; empty where nobody named it."""
    if not (face := current().labels.outcomes.get(code)):
        return ""
    return (face.staff if staff else face.citizen).get(language or get_language() or current().info.default_language)


def kind_name(code: str, language: str) -> str:
    kinds = current().kinds
    return kinds[code].name.get(language) if code in kinds else code


def topic_name(code: str, language: str) -> str:
    topics = current().topics
    return topics[code].name.get(language) if code in topics else ""


def area_line(path: str, language: str, depth: int = 2) -> str:
    """The last `depth` names of a territory's line, nearest last: «Ақжар ауданы, Достық кенті»."""
    parts, known = path.strip("/").split("/"), areas()
    names = []
    for count in range(2, len(parts) + 1):
        area = known.get("/".join(parts[:count]) + "/")
        if area:
            names.append(area.name(language))
    return ", ".join(names[-depth:])


def body_name(path: str, language: str, *, short: bool = False) -> str:
    body = organizations().get(path.rstrip("/"))
    if body is None:
        return path.rstrip("/")
    return body.short_name(language) if short else body.name(language)


def nobody_words(case: Case) -> str:
    """What stands where the name of a case's author would: unknown from the beginning, or erased."""
    return _("Author unknown") if case.anonymous else _("Personal data erased")


def unowned_words(row: Obligation) -> str:
    """Why nobody owns the demand, in two or three words; empty when somebody does."""
    words = {"unknown": _("Body unknown"), "vacant": _("Nobody works there"), "dispute": _("Bodies disagree")}
    return words.get(row.unowned_as, "")


def list_row(row: Obligation, at: datetime, language: str) -> dict[str, Any]:
    """Everything a worklist row shows, formatted, so that the template only prints."""
    clock = chip(row, at)
    return {
        "id": row.case_id,
        "obligation": row.pk,
        "subject": row.case.voice.subject or _("Personal data erased"),
        "language": row.case.language,
        "number": number_of(row.case),
        "kind": kind_name(row.kind, language),
        "place": area_line(row.area_path, language),
        "chip": clock,
        "state": state_words(row, language, staff=True),
        "who": row.assignee.name if row.assignee else _("nobody yet"),
        "body": body_name(row.owner_path, language, short=True),
        "changed": moment_words(row.changed_at, language),
        "urgent": row.case.urgent,
        "crime": tells_of_crime(row.case.crime),
        "anonymous": row.case.anonymous,
        "signers": row.case.signers,
        "again": row.reopens_id is not None,
        "forwards": row.forwards,
        "unowned": unowned_words(row),
        "settle": moment_words(row.settle_at, language) if row.settle_at else "",
    }


def leaving_waits(entries: Iterable[Entry], row: Obligation) -> bool:
    """Whether somebody proposed to leave the demand without consideration, and nobody has decided. No statement."""
    verbs = ("cases.propose_leaving", "cases.refuse_leaving", "cases.leave")
    said = [entry.verb for entry in entries if entry.obligation_id == row.pk and entry.verb in verbs]
    return said[-1:] == ["cases.propose_leaving"]


def way_to_complain(row: Obligation, since: date, language: str) -> str:
    """To whom and until when a person may complain who learned of it on the day `since`; empty without a body above."""
    higher, pack = above(row.owner_path.rstrip("/")), current()
    if not higher or row.kind not in pack.kinds:
        return ""
    body, until = body_name(f"{higher[0]}/", language), pack.complain_until(row.kind, since)
    if until is None:
        return _("If you disagree, complain to the body above: %s") % body
    values = {"body": body, "until": day_words(until, language)}
    return _("If you disagree, complain to the body above: %(body)s. Until: %(until)s") % values


def legs(rows: Sequence[Obligation], at: datetime, language: str, *, staff: bool) -> list[dict[str, Any]]:
    """Each demand of a case as both pages show it: who has it, what is asked, how its clock stands. No statement."""
    return [
        {
            "leg": row.leg,
            "id": row.pk,
            "body": body_name(row.owner_path, language),
            "asked": row.demand.text if hasattr(row, "demand") else "",
            "again": row.reopens_id is not None,
            "state": state_words(row, language, staff=staff),
            "chip": chip(row, at),
            "since": row.received_at,
            "due_on": row.due_on if row.state in OPEN_STATES else None,
            "is_open": row.state in OPEN_STATES,
        }
        for row in rows
    ]


def with_days(rows: Any) -> list[dict[str, Any]]:
    """Rows of a JSON aggregate with their days and moments as such."""
    found = []
    for row in rows or []:
        moments = {name: datetime.fromisoformat(row[name]) for name in row if name.endswith("_at") and row[name]}
        days = {"until": date.fromisoformat(row["until"])} if "until" in row else {}
        found.append({**row, **moments, **days})
    return found


_STEP_WORDS = {
    "received": lambda: _("Received"),
    "registered": lambda: _("Registered"),
    "registered_after_hours": lambda: _("Registered: it came after working hours"),
    "registered_day_off": lambda: _("Registered: it came on a day off"),
    "forward_by": lambda: _("To forward, if it is not ours, by"),
    "counted_from": lambda: _("The term is counted from"),
    "skipped": lambda: _("Day off, not counted"),
    "paused": lambda: _("Paused"),
    "resumed": lambda: _("Goes on"),
    "extended": lambda: _("Extended"),
    "notify_extension_by": lambda: _("To tell the person of the extension by"),
    "due": lambda: _("Answer by"),
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    words: str
    day: str
    article: str
    confirmed: bool
    is_sum: bool


def repeat_of(row: Obligation, language: str) -> dict[str, Any] | None:
    """What a case repeats, and why, in the pack's words; None when it is no repeated appeal. No statement."""
    for found in row.repeat_rows or []:  # type: ignore[attr-defined]
        reason = current().repeats.get(found["reason"])
        return {
            "id": found["id"],
            "number": format_number(current().info.number_prefix, found["year"], found["serial"]),
            "name": reason.name.get(language) if reason else found["reason"],
            "says": reason.says.get(language) if reason else "",
            "article": reason.article.get(language) if reason and reason.article else "",
            "confirmed": reason is not None and reason.confirmed,
        }
    return None


def repeated_later(row: Obligation) -> list[dict[str, str]]:
    """The later cases that repeat this one. No statement."""
    prefix, rows = current().info.number_prefix, row.later_rows or []  # type: ignore[attr-defined]
    return [{"id": one["id"], "number": format_number(prefix, one["year"], one["serial"])} for one in rows]


def ledger(row: Obligation, language: str) -> list[LedgerLine]:
    """How the due date was reached, line by line; several days off in a row are one line.

    Articles stand only beside a term of the law: a voluntary term names none.
    """
    pack, lines = current(), []
    skipped: list[date] = []

    def flush() -> None:
        if skipped:
            words = _STEP_WORDS["skipped"]()
            first, last = skipped[0], skipped[-1]
            day = day_words(first, language, year=False)
            if first != last:
                day = f"{day} – {day_words(last, language, year=False)}"
            lines.append(LedgerLine(words, day, "", True, False))
            skipped.clear()

    for step in row.ledger:
        on = date.fromisoformat(step["on"])
        if step["code"] == "skipped":
            skipped.append(on)
            continue
        flush()
        rule = pack.rules.get(step["rule"])
        article = rule.article.get(language) if row.by_law and rule and rule.article else ""
        words = _STEP_WORDS[step["code"]]()
        lines.append(
            LedgerLine(
                words,
                day_words(on, language, year=step["code"] == "due"),
                article,
                rule.confirmed if rule else True,
                step["code"] == "due",
            )
        )
    flush()
    return lines


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a timeline."""

    when: str
    at: datetime
    words: str
    detail: str
    who: str
    icon: str
    is_last: bool = False


def _detail(entry: Entry, language: str) -> str:
    p = entry.payload
    match entry.verb:
        case "cases.file":
            return current().labels.channels[p["channel"]].get(language)
        case "cases.open_obligation":
            due = day_words(date.fromisoformat(p["due_on"]), language)
            return f"{body_name(p['owner'] + '/', language)}. {_('Answer by')} {due}"
        case "cases.change_owner":
            return f"{body_name(p['old'] + '/', language, short=True)} → {body_name(p['new'] + '/', language)}"
        case "cases.leave" if p["ground"] in current().grounds:
            ground = current().grounds[p["ground"]]
            return f"{ground.name.get(language)}. {ground.says.get(language)}"
        case "cases.mark_repeat" if p["reason"] in current().repeats:
            return current().repeats[p["reason"]].name.get(language)
        case "cases.forward":
            return ", ".join(body_name(f"{code}/", language) for code in p["to"])
        case "cases.confirm_owner" | "cases.own":
            return body_name(p["owner"] + "/", language)
        case "cases.change_kind":
            return f"{kind_name(p['old'], language)} → {kind_name(p['new'], language)}"
        case "cases.confirm_identity":
            return current().labels.identity[p["identity"]].name.get(language)
        case "cases.reopen" | "cases.resume" | "cases.extend" | "cases.recompute_clock" if p["due_on"]:
            return f"{_('Answer by')} {day_words(date.fromisoformat(p['due_on']), language)}"
        case "answers.send" if p.get("outcome"):
            return outcome_name(p["outcome"], language)
        case "answers.rate":
            return f"{p['score']} / 5"
    return ""


def timeline(entries: Iterable[Entry], language: str, *, staff: bool) -> list[Fact]:
    """Entries as sentences, oldest first; the citizen's view holds only what concerns them."""
    facts = []
    for entry in entries:
        event = REGISTRY.get(entry.verb)
        sentence = event and (event.sentence if staff else event.public_sentence)
        if not event or not sentence:
            continue
        who = getattr(entry, "actor_name", None) or "" if staff else ""
        facts.append(
            Fact(moment_words(entry.at, language), entry.at, str(sentence), _detail(entry, language), who, event.icon)
        )
    return facts
