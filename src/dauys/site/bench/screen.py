"""How much the first screen weighs on the line, and whether anything of it comes from elsewhere."""

import gzip

from dauys.site.bench.context import Context
from dauys.site.bench.figures import Figure, at_most
from dauys.site.bench.visits import Assets, Visitor

BAR = 100.0


def run(ctx: Context) -> list[Figure]:
    ctx.say("first screen")
    visitor = Visitor(ctx.small.port)
    weight, elsewhere = 0, 0
    for path in _first_screen(visitor):
        if not path.startswith("/"):
            elsewhere += 1
            continue
        _status, body = visitor.ask(path, headers={"Accept-Encoding": "gzip, br"})
        packed = visitor.headers.get("content-encoding", "") != ""
        weight += len(body) if packed or not _is_text(visitor) else len(gzip.compress(body, 6))
    return [
        at_most("first screen, compressed", weight / 1000, BAR, "KB", "pages and texts gzip, as a proxy would"),
        at_most("parts of the first screen from elsewhere", elsewhere, 0, ""),
    ]


def _first_screen(visitor: Visitor) -> list[str]:
    parser = Assets()
    parser.feed(visitor.ask("/kk/")[1].decode())
    return ["/kk/", *dict.fromkeys(parser.found)]


def _is_text(visitor: Visitor) -> bool:
    kind = visitor.headers.get("content-type", "")
    return kind.startswith("text/") or any(word in kind for word in ("javascript", "json", "svg"))
