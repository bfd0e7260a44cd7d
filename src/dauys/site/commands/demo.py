"""Starts everything with invented people: `dauys demo`."""

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from dauys.site.commands.pack import folder_named, load_pack_named
from dauys.site.commands.parts import Commands, command
from dauys.site.commands.serve import run_server
from dauys.site.runtime import CannotStart, default_data_dir, prepare


def add(commands: Commands) -> None:
    about = "Start everything with invented people and cases; prints address and logins."
    parser = command(commands, "demo", run, about)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--pack", default="kz", help="name of a pack that comes with Dauys, or a folder")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR")
    parser.add_argument(
        "--size",
        choices=["small", "city"],
        default="small",
        help="city: 200,000 cases more, decided on the first start",
    )


def _child(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dauys", *arguments]


def run(options: argparse.Namespace) -> int:
    from dauys.site.demo.ports import is_free

    if not is_free(options.port):
        raise CannotStart(f"Port {options.port} is taken. Choose another one: dauys demo --port {options.port + 1}")
    code = "kz" if options.pack == "kz" else load_pack_named(options.pack).code
    if options.size == "city" and code != "kz":
        raise CannotStart("The many cases of a city are invented for the pack kz only.")
    # Each pack has its own data: cases of one would make no sense in another.
    name = "dauys-demo" if code == "kz" else f"dauys-demo-{code}"
    folder = (options.data or default_data_dir(name)).resolve()
    os.environ.update(DAUYS_DEMO="1", DAUYS_URL=f"http://127.0.0.1:{options.port}")
    with ExitStack() as stack:
        prepare(folder, stack)
        from dauys.site.demo import run as demo

        return demo.run(
            port=options.port,
            size=options.size,
            pack=str(folder_named(options.pack).resolve()),
            serve=run_server,
            child=_child,
        )
