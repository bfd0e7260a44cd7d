"""Search and similar cases: processor time of a question, program and database together, by kind of question."""

from dauys.site.bench import questions
from dauys.site.bench.context import Context
from dauys.site.bench.figures import Figure

SEARCH_BAR, SIMILAR_BAR = 30.0, 20.0


def run(ctx: Context) -> list[Figure]:
    """The bar is held by the dearest twentieth of the questions of a kind, not by their middle."""
    ctx.say("search and similar cases")
    found = []
    for kind, cost in questions.costs(ctx.effort.questions).items():
        bar = SIMILAR_BAR if kind.startswith("similar") else SEARCH_BAR
        name = kind if kind.startswith("similar") else f"search: {kind}"
        note = f"{cost.calls} questions; dearest {cost.worst} ms"
        found.append(
            Figure(name, cost.p50, "ms", cost.p95, bar=f"p95 <= {bar:g} ms", passed=cost.p95 <= bar, note=note)
        )
    return found
