"""What citizens and staff open most: processor time a request, at two sizes."""

import json
from uuid import uuid4

from dauys.ground.moment import now
from dauys.site.bench.addresses import a_case_of, an_answered_case
from dauys.site.bench.context import Context, Target, cpu_figure, spend
from dauys.site.bench.figures import Figure, middle, p95
from dauys.site.bench.statements import VOICE
from dauys.site.bench.visits import Visitor


def run(ctx: Context) -> list[Figure]:
    ctx.say("pages")
    desk, citizen = Visitor(ctx.big.port).sign_in("housing-head"), Visitor(ctx.big.port)
    number, code = an_answered_case()
    citizen.post("/kk/track/", number=number, code=code)
    targets: dict[str, Target] = {
        "front page": (ctx.big, Visitor(ctx.big.port), "/kk/"),
        "case page": (ctx.big, desk, f"/kk/desk/cases/{a_case_of('housing-head', now())}/"),
        "tracking page": (ctx.big, citizen, "/kk/track/case/"),
    }
    spent = spend(targets, ctx.effort)
    size = f"{ctx.cases['big']:,} cases"
    return [*(cpu_figure(f"{name}, {size}", one) for name, one in spent.items()), _create(ctx)]


def _create(ctx: Context) -> Figure:
    """Filing through the API, into the small set, because what is filed stays."""
    visitor, body, walls = Visitor(ctx.small.port), json.dumps(VOICE).encode(), []
    spent = []
    for _ in range(ctx.effort.rounds):
        before = ctx.small.cpu()
        for _ in range(ctx.effort.requests):
            began = now()
            key = {"Idempotency-Key": str(uuid4())}
            status, _text = visitor.ask("/api/v1/cases", body=body, kind="application/json", headers=key)
            walls.append((now() - began).total_seconds() * 1000)
            if status != 201:
                raise RuntimeError(f"the API answered {status}")
        spent.append((ctx.small.cpu() - before) * 1000 / ctx.effort.requests)
    return Figure(
        f"create through the API, {ctx.cases['small']:,} cases",
        round(middle(spent), 2),
        "ms CPU",
        round(p95(spent), 2),
        note=f"wall {middle(walls):.1f} ms, p95 {p95(walls):.1f} ms",
    )
