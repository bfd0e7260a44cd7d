"""What goes wrong when Dauys looks for, starts or reaches its own database."""


class DatabaseUnavailable(RuntimeError):
    """The embedded database cannot be used; the message is one sentence that says what to do."""
