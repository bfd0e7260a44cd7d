"""The start of a process that makes rows: Django comes before anything of ours is imported into it."""

import multiprocessing
import os
import threading

import django


def begin() -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    django.setup()


def _end_with_the_parent() -> None:
    """A parent that was killed cannot tell its children; one that waits for its end learns it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
