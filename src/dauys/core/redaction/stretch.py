"""A stretch of a text that may be personal data: where, what kind, and why it was taken for it."""

from dataclasses import dataclass

KINDS = (
    *("name", "iin", "card", "account", "phone", "mail", "profile", "plate", "address", "document", "birth"),
)  # fmt: skip
REASONS = (
    *("shape", "check_digit", "beside_word", "in_words", "house", "street"),
    *("patronymic", "initials", "given_name", "surname", "said_so", "of_case"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]` may be personal data of a kind (KINDS), because of `why` (REASONS)."""

    start: int
    end: int
    kind: str
    why: str
