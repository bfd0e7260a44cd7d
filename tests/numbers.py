"""Visits in numbers for tests, invented from a seed and written at once: several hosts, months, states and outcomes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from dauys.cases.models import Case
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.ids import new_id
from dauys.receptions.models import Host, Office, Protocol, Visit, Visitor
from dauys.receptions.rules import OUTCOMES
from tests import factories as make
from tests import receptions as desk

STATES = ("done", "done", "done", "serving", "no_show", "arrived", "cancelled", "booked")


def room(of: Organization, office: Office) -> Host:
    """Somebody who receives for a body."""
    return Host.objects.create(
        id=new_id(make.AT), office=office, organization=of, kind="counter", names=desk.WORDS, created_at=make.AT
    )


def visit(host: Host, at: datetime, *, state: str = "done", wait: int = 10, lane: int = 1, **about: Any) -> Visit:
    """A visit not saved yet, of somebody who came at `at` and waited so many minutes; who did not come was booked."""
    came = state in ("done", "serving", "arrived")
    kind = about.setdefault("kind", "scheduled")
    slot = (at, at + timedelta(minutes=20)) if kind == "scheduled" else None
    return Visit(
        id=new_id(at), host=host, state=state, source="desk", language="kk", created_at=at - timedelta(days=1),
        during=slot, lane=lane if slot else None, arrived_at=at if came else None,
        began_at=at + timedelta(minutes=wait) if state in ("done", "serving") else None, **about,
    )  # fmt: skip


def lead(of: Visit, key: bytes | None) -> Visitor:
    """Who leads a visit, known by their phone or by nothing."""
    return Visitor(id=new_id(of.created_at), visit=of, name="Келуші", phone="", phone_key=key, email="")


def protocol(of: Visit, outcome: str, writer: Actor, signer: Actor | None, version: int = 1) -> Protocol:
    """A protocol not saved yet, signed if somebody signs it."""
    signed = {"signed_by_id": signer.id, "signed_at": of.began_at, "digest": b"\x00" * 32} if signer else {}
    return Protocol(
        id=new_id(of.created_at), visit=of, version=version, outcome=outcome, norm="п. 1", written_by_id=writer.id,
        written_at=of.began_at, **signed,
    )  # fmt: skip


def invented(seed: int, hosts: Sequence[Host], months: Sequence[datetime], count: int, cases: Sequence[Case]) -> None:
    """So many visits to these hosts in these months, some about these cases, with who led them and their protocols."""
    chance = Random(seed)
    writer, signer = make.staff("supervisor")[1], make.staff("head")[1]
    keys = [bytes([n]) * 32 for n in range(max(2, count // 4))]
    visits: list[Visit] = []
    people: list[Visitor] = []
    protocols: list[Protocol] = []
    for n in range(count):
        at = chance.choice(months) + timedelta(minutes=chance.randrange(28 * 24 * 60))
        case_id: UUID | None = chance.choice(cases).pk if cases and chance.random() < 0.3 else None
        row = visit(
            chance.choice(hosts), at, state=chance.choice(STATES), wait=chance.randrange(90), lane=n % 20_000,
            kind=chance.choice(["scheduled", "unscheduled"]), topic=chance.choice(["", "water", "roads"]),
            case_id=case_id,
        )  # fmt: skip
        if row.state == "no_show" and chance.random() < 0.3:
            row.arrived_at = at  # came and left
        visits.append(row)
        people.append(lead(row, chance.choice(keys) if chance.random() < 0.7 else None))
        if row.began_at and chance.random() < 0.8:
            signed = chance.random() < 0.8
            protocols.append(protocol(row, chance.choice(OUTCOMES), writer, signer if signed else None))
            if signed and chance.random() < 0.2:
                protocols.append(protocol(row, chance.choice(OUTCOMES), writer, chance.choice([signer, None]), 2))
    Visit.objects.bulk_create(visits)
    Visitor.objects.bulk_create(people)
    Protocol.objects.bulk_create(protocols)
