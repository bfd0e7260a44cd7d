"""What learning does on others' facts: it keeps every decision of a clerk beside what it would have suggested."""

from dauys.ground.journal.models import Entry
from dauys.learning.actions import keep_decision


def keep_confirmed(entry: Entry) -> None:
    _keep(entry, entry.payload["owner"], entry.payload["owner"])


def keep_changed(entry: Entry) -> None:
    _keep(entry, entry.payload["old"], entry.payload["new"])


def _keep(entry: Entry, by_rules: str, chosen: str) -> None:
    if entry.obligation_id is not None:
        keep_decision(entry=entry.pk, obligation=entry.obligation_id, by_rules=by_rules, chosen=chosen, at=entry.at)
