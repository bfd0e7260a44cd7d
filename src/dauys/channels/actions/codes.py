"""Redeems the one-time codes that confirm the contact of a draft or of a filed case."""

from datetime import datetime
from uuid import UUID

from dauys.cases import actions as cases
from dauys.channels import drafts
from dauys.ground.access.actors import citizen


def confirm_draft(*, draft: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for an unsent draft, which is confirmed from then on; raises WrongCode."""

    def confirm() -> None:
        data = drafts.load(draft)
        if data is not None:
            drafts.save(draft, {**data, "identity": "code", "confirmed_contact": contact}, at=at)

    cases.redeem_for(subject=draft, contact=contact, code=code, then=confirm, at=at)


def confirm_case(*, case_id: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for a filed case, which starts the legal clock; raises WrongCode."""

    def confirm() -> None:
        cases.confirm_identity(case_id=case_id, identity="code", actor=citizen(case_id), at=at)

    cases.redeem_for(subject=case_id, contact=contact, code=code, then=confirm, at=at)
