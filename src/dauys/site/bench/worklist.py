"""The desk's lists: processor time a request at two sizes, on the first page and on one far behind, for every role."""

from django.db import connection

from dauys.cases.filters import VIEWS, Filters
from dauys.cases.in_order import newest, soonest
from dauys.cases.models import Obligation
from dauys.cases.worklist import ORDERS, _rows, decode_cursor, order_of
from dauys.ground.moment import now
from dauys.site.bench.addresses import ROLES, actor, deep_cursor, slowly, view_address
from dauys.site.bench.context import Context, Target, cpu_figure, spend
from dauys.site.bench.figures import Figure, p95, ratio_at_most
from dauys.site.bench.visits import Visitor

BAR = 1.3
DEEP = 25_000
DEEP_VIEWS = ("body", "answered")


def run(ctx: Context) -> list[Figure]:
    """Every view of every role. A list that is shorter at the small size is compared with a full page there."""
    found = []
    for role, login in ROLES.items():
        ctx.say(f"worklist: {role}")
        views = [view for view in VIEWS if view != "desk" or role == "clerk"]
        big, small = Visitor(ctx.big.port).sign_in(login), Visitor(ctx.small.port).sign_in(login)
        full = Visitor(ctx.small.port).sign_in("controller")
        targets: dict[str, Target] = {"full": (ctx.small, full, view_address("body"))}
        for view in views:
            targets[f"small {view}"] = (ctx.small, small, view_address(view))
            targets[f"big {view}"] = (ctx.big, big, view_address(view))
        spent = spend(targets, ctx.effort)
        for view in views:
            rows, fewer = _rows_shown(big, view), _rows_shown(small, view)
            floor = spent[f"small {view}" if fewer >= rows else "full"]
            floor_is = "the same page" if fewer >= rows else "the controller's first page"
            here = spent[f"big {view}"]
            found.append(
                ratio_at_most(
                    f"worklist {view}, {role}, {ctx.cases['big']:,} cases, {rows} rows",
                    here.cpu_ms,
                    floor.cpu_ms,
                    BAR,
                    "ms CPU",
                    f"{floor_is} at {ctx.cases['small']:,} cases",
                    p95(here.cpu),
                )
            )
    return found + _deep(ctx)


def _rows_shown(visitor: Visitor, view: str) -> int:
    return visitor.ask(view_address(view))[1].count(b"<tr data-row")


def _deep(ctx: Context) -> list[Figure]:
    ctx.say("worklist: far pages")
    visitor, found = Visitor(ctx.big.port).sign_in("controller"), []
    for view in DEEP_VIEWS:
        row, cursor = deep_cursor(view, DEEP)
        spent = spend(
            {
                "first": (ctx.big, visitor, view_address(view)),
                "far": (ctx.big, visitor, view_address(view, cursor)),
            },
            ctx.effort,
        )
        far, first = spent["far"], spent["first"]
        name = f"worklist {view}, the page after row {row:,}"
        found.append(ratio_at_most(name, far.cpu_ms, first.cpu_ms, BAR, "ms CPU", "its first page", p95(far.cpu)))
        found.append(cpu_figure(f"worklist {view}, controller, first page", first))
        ctx.plans[f"worklist {view}, controller, after row {row:,}"] = plan("controller", view, cursor)
    for role, login in ROLES.items():
        ctx.plans[f"worklist body, {role}, first page"] = plan(login, "body")
    return found


def plan(login: str, view: str, cursor: str = "") -> str:
    """How PostgreSQL reads one page of a view."""
    rows, bodies = _rows(actor(login), view, now())
    order = order_of(Filters(view=view))
    after = decode_cursor(cursor, order) if cursor else ()
    ids = (
        newest(rows, bodies, after, 26, by=ORDERS[order][0][0])
        if ORDERS[order][1]
        else soonest(rows, bodies, after, 26)
    )
    sql, params = Obligation.objects.filter(pk__in=ids).values("id").query.sql_with_params()
    with slowly(), connection.cursor() as explained:
        explained.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", params)
        return "\n".join(line for (line,) in explained.fetchall())
