"""Makes anew what derives from the cases: each kind in a process of its own, the last and longest in this one."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from dauys.site.bulk.process import begin
from dauys.site.wiring import REBUILD


def derive_all(progress: Callable[[str, int, int], None]) -> dict[str, int]:
    """How many rows of each kind were made. Other processes see only what is committed."""
    *beside, last = REBUILD
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(len(beside), 1), mp_context=context, initializer=begin) as pool:
        asked = {name: pool.submit(_derive, name) for name in beside}
        made = REBUILD[last](lambda done, total: progress(last, done, total))
        return {**{name: future.result() for name, future in asked.items()}, last: made}


def _derive(name: str) -> int:
    return REBUILD[name](lambda _done, _total: None)
