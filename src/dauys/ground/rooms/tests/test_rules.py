"""What keeps a room from being switched, by what stands on what."""

from dauys.ground.rooms.rules import in_the_way

STANDS_ON = {"doors": (), "voices": ("doors",), "mails": ("voices", "doors")}
ALL = tuple(STANDS_ON)


def way(room: str, *off: str, installed: tuple[str, ...] = ALL) -> tuple[str, ...]:
    return in_the_way(room, off=off, installed=installed, stands_on=STANDS_ON)


def test_an_open_room_is_held_by_the_open_ones_on_it() -> None:
    assert way("doors") == ("voices", "mails")
    assert way("doors", "mails") == ("voices",)
    assert way("doors", "mails", "voices") == () == way("mails")


def test_one_that_the_settings_took_away_holds_nothing() -> None:
    assert way("doors", installed=("doors",)) == ()


def test_a_closed_room_is_held_by_the_closed_ones_below() -> None:
    assert way("mails", "mails", "voices", "doors") == ("voices", "doors")
    assert way("doors", "mails", "voices", "doors") == ()
