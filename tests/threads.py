"""Runs the same work in many threads at once, each with its own connection, and gathers what came out."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection


def together(count: int, work: Callable[[int], Any], *, direct: bool = False) -> list[Any]:
    """Results in order of the threads; an exception stands for itself. All begin at the same moment. With `direct` each
    has a connection of its own beside the pool, so that also more than the pool holds are there at once."""
    results: list[Any] = [None] * count
    barrier = Barrier(count)

    def run(index: int) -> None:
        try:
            if direct:
                options = {**connection.settings_dict["OPTIONS"], "pool": None}
                connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
            with connection.cursor() as cursor:  # the connection is there before the start is given
                cursor.execute("SELECT 1")
            barrier.wait(30)
            results[index] = work(index)
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=[index]) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
