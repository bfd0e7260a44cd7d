"""A choice's label with a hint under it: still a plain string for Django's forms."""


class Hinted(str):
    """The label of a radio; `hint` is the quieter line below it, empty for none."""

    hint: str

    def __new__(cls, label: str, hint: str = "") -> "Hinted":
        made = super().__new__(cls, label)
        made.hint = hint
        return made
