"""How many statements a request costs, at the size of the data set in question."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from dauys.cases.worklist import Filters, page
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.site.bench.addresses import a_case_of, actor, an_answered_case, view_address
from dauys.site.bench.context import Context
from dauys.site.bench.figures import Figure, at_most
from dauys.site.demo.staff import DOMAIN

_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
HOST = "localhost"
VOICE = {
    "text": "Бұлақты көшесі, 14-үйде екі күннен бері су жоқ. Қашан қосылатынын айтуды сұраймын.",
    "area": "kz/11/aqjar",
    "name": "Айгүл Сапарова",
    "phone": "+77000000001",
}


@contextmanager
def counted() -> Iterator[list[str]]:
    """What this process sends to the database meanwhile, without what only opens and ends transactions."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(_UNCOUNTED):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def signed_in(login: str) -> Client:
    client = Client(HTTP_HOST=HOST)
    client.force_login(User.objects.get(email=f"{login}@{DOMAIN}"), settings.AUTHENTICATION_BACKENDS[0])
    return client


def run(ctx: Context) -> list[Figure]:
    """Every write is taken back at the end."""
    at, who = now(), actor("housing-head")
    size = f"at {ctx.cases['big']:,} cases"
    with transaction.atomic():
        desk, citizen = signed_in("housing-head"), Client(HTTP_HOST=HOST)
        number, code = an_answered_case()
        citizen.post("/kk/track/", {"number": number, "code": code})
        case = f"/kk/desk/cases/{a_case_of('housing-head', at)}/"
        for client, path in ((desk, view_address("body")), (desk, case), (citizen, "/kk/track/case/")):
            client.get(path)  # what is read once a process

        def asked(what: Callable[[], Any]) -> int:
            with counted() as sql:
                what()
            return len(sql)

        frame = asked(lambda: desk.get(view_address("body"))) - 1  # all but the rows themselves
        rows = {n: asked(lambda n=n: page(who, Filters(), at, size=n)) for n in (1, 25, 100)}  # type: ignore[misc]
        found = [at_most(f"list of {n} rows, {size}", frame + sql, 4, "statements") for n, sql in rows.items()]
        found += [
            at_most(f"case page, {size}", asked(lambda: desk.get(case)), 6, "statements"),
            at_most(f"tracking page, {size}", asked(lambda: citizen.get("/kk/track/case/")), 6, "statements"),
            at_most(f"create through the API, {size}", asked(lambda: file(citizen)), 4, "statements"),
        ]
        transaction.set_rollback(True)
    return found


def file(client: Client) -> None:
    answer = client.post(
        "/api/v1/cases", json.dumps(VOICE), "application/json", headers={"Idempotency-Key": str(uuid4())}
    )
    if answer.status_code != 201:
        raise RuntimeError(f"the API answered {answer.status_code}")
