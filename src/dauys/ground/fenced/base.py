"""The connection that tells the database who asks, in the same message as the first question that needs it.

What was told lasts with the database's session. So it is forgotten here whenever that could have changed: with each
connection from the pool, with each rollback and with each error. A question under somebody else's scope cannot happen.
"""

from typing import Any

from django.db.backends.postgresql import base

from dauys.ground.access.fence import as_text, scope

_Cursor: Any = base.Cursor


class Cursor(_Cursor):
    """Puts what is to be told before the statement: one message, one round trip, two results."""

    teller: "DatabaseWrapper | None" = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        told = self.teller.untold() if self.teller else None
        if told is None:
            return super().execute(query, params, **options)
        if not isinstance(query, str):
            super().execute(told)
            self._keep()
            return super().execute(query, params, **options)
        super().execute(f"{told if params is None else told.replace('%', '%%')}; {query}", params, **options)
        self._keep()
        self.nextset()
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        self._tell()
        super().executemany(query, params_seq, **options)

    def copy(self, *args: Any, **options: Any) -> Any:
        self._tell()
        return super().copy(*args, **options)

    def _tell(self) -> None:
        if self.teller and (told := self.teller.untold()) is not None:
            super().execute(told)
            self._keep()

    def _keep(self) -> None:
        if self.teller:
            self.teller.told = as_text(scope())


class DatabaseWrapper(base.DatabaseWrapper):
    """`told` is what the session knows; None: nobody knows."""

    told: str | None = None

    def untold(self) -> str | None:
        """The statement that tells who asks, if the session does not know it. It counts as unknown until it worked."""
        text = as_text(scope())
        if text == self.told:
            return None
        self.told = None
        return "SET dauys.scope = '{}'".format(text.replace("'", "''"))

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.told = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        if name:  # a cursor that stays on the server cannot carry a second statement
            with super().create_cursor() as first:
                first.teller = self
                first._tell()
        cursor = super().create_cursor(name)
        if not name:
            cursor.teller = self
        return cursor

    def _rollback(self) -> Any:
        self.told = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self.told = as_text(scope())  # in a failed transaction only this one statement is taken
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None
