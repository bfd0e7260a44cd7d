"""Names our address to the Telegram bot, so that people can begin a chat with it: `dauys telegram`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, say, start_django


def add(commands: Commands) -> None:
    about = "Name the public address to the Telegram bot, so that volunteers can begin a chat with it."
    takes_data_folder(command(commands, "telegram", run, about))


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        from django.conf import settings
        from django.urls import reverse

        from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable
        from dauys.ground.messages.telegram_hook import is_set_up, name_hook

        if not is_set_up():
            raise CannotStart("Set DAUYS_TELEGRAM_TOKEN and DAUYS_TELEGRAM_BOT first (docs/settings.md).")
        if not settings.PUBLIC_URL.startswith("https://"):
            raise CannotStart("Telegram tells only an address with https: set DAUYS_URL.")
        address = f"{settings.PUBLIC_URL}{reverse('telegram_told')}"
        try:
            name_hook(address)
        except Refused as error:
            raise CannotStart(f"Telegram refused: {error}. Is the token right?") from error
        except (Unreachable, Uncertain) as error:
            raise CannotStart(f"Telegram does not answer: {error}. Try again.") from error
        say(f"Telegram tells {address} who begins a chat with {settings.TELEGRAM_BOT}")
    return 0
