"""For who writes Dauys: `dauys dev new-room NAME` makes the files of a room and names it wherever rooms are named."""

import argparse

from dauys.site.commands.parts import Commands, command
from dauys.site.new_room.make import NewRoom, make
from dauys.site.quality import ROOT


def add(commands: Commands) -> None:
    parser = command(commands, "dev", run, "For who writes Dauys: new-room makes a room, as far as a machine can.")
    parser.add_argument("what", choices=["new-room"])
    parser.add_argument("name", metavar="NAME", help="a plural noun, such as receptions")
    parser.add_argument("--about", required=True, metavar="SENTENCE", help="what the room is for, without an 'and'")
    for language in ("kk", "ru", "en"):
        parser.add_argument(f"--{language}", required=True, metavar="WORDS", help=f"what people call it, in {language}")
    parser.add_argument(
        "--beside", default="oversight", metavar="ROOM", help="its line of the stair: oversight, channels"
    )


def run(options: argparse.Namespace) -> int:
    words = {language: getattr(options, language) for language in ("kk", "ru", "en")}
    print(make(ROOT, NewRoom(options.name, options.about, words, options.beside)), end="")
    return 0
