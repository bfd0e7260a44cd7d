"""What several subcommands share: how one is registered, and the option for the data folder."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Commands = Any  # argparse names the type of its subparsers only privately
Run = Callable[[argparse.Namespace], int]


def command(commands: Commands, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    """A subcommand; `run` gets the parsed options and returns the exit code."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def takes_data_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="keys, files, embedded database")
