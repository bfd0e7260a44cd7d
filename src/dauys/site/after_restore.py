"""What has to happen between a finished restore and the first served page."""


def after_restore() -> list[str]:
    """Called once at the end of `dauys restore`, as the owner of the tables, with Django started and migrations done.

    The place for work that a restored database needs before anybody is served: comparing the log's head with heads
    published before (it continues, or a new log begins), applying the register of deletions again. Returns sentences
    for the operator, which are printed in this order. Raising leaves the restore unfinished: `serve` goes on refusing.
    """
    return []
