"""Model fields of sealed text, opened on the way out, and of the keyed digests by which such text is found."""

from typing import TYPE_CHECKING, Any

from django.db import models

from dauys.ground.sealed.seal import seal, unseal

if TYPE_CHECKING:
    Base = models.Field[str, str]
    LookupBase = models.BinaryField[Any, Any]
else:
    Base = LookupBase = models.BinaryField


def place_of(field: Any) -> str:
    """Table and column."""
    return f"{field.model._meta.db_table}.{field.column}"


class SealedTextField(Base):
    """Text in Python, sealed bytes in the table; empty text is stored as NULL so that emptiness needs no key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> str:
        return place_of(self)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or value == "":
            return None
        return super().get_db_prep_value(seal(value, place=self.place), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return "" if value is None else unseal(bytes(value), place=self.place)

    def to_python(self, value: Any) -> Any:
        return value


class LookupField(LookupBase):
    """The digest (`lookup_key`) under which a value is found exactly, so that it can be made anew with a newer key.

    The value is the sealed column `of` of the same row; or `values`, the path of a function of primary keys that gives
    the value of each that has one.
    """

    def __init__(self, *args: Any, what: str = "", of: str = "", values: str = "", **kwargs: Any) -> None:
        self.what, self.of, self.values = what, of, values
        super().__init__(*args, **{"max_length": 32, **kwargs})

    def deconstruct(self) -> Any:
        """To migrations it is plain bytes: how a value is found again is no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    @property
    def place(self) -> str:
        return place_of(self)
