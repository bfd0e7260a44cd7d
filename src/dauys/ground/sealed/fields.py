"""A model field whose text is sealed on the way into the database and opened on the way out."""

from typing import TYPE_CHECKING, Any

from django.db import models

from dauys.ground.sealed.seal import seal, unseal

if TYPE_CHECKING:
    Base = models.Field[str, str]
else:
    Base = models.BinaryField


class SealedTextField(Base):
    """Text in Python, sealed bytes in the table; empty text is stored as NULL so that emptiness needs no key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or value == "":
            return None
        return super().get_db_prep_value(seal(value, place=self.place), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return "" if value is None else unseal(bytes(value), place=self.place)

    def to_python(self, value: Any) -> Any:
        return value
