"""Resets the second factor of somebody who lost device and codes: `dauys second-factor reset EMAIL`."""

import argparse
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "second-factor", run, "Reset the second factor of a member of staff.")
    parser.add_argument("what", choices=["reset"])
    parser.add_argument("email", metavar="EMAIL")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        from dauys.ground.access.actors import SYSTEM
        from dauys.ground.accounts.actions import NoSecondFactor, reset_second_factor
        from dauys.ground.accounts.models import User
        from dauys.ground.moment import now

        try:
            reset_second_factor(email=options.email, actor=SYSTEM, at=now())
        except User.DoesNotExist:
            raise CannotStart(f"There is no account {options.email}.") from None
        except NoSecondFactor:
            raise CannotStart(f"The account {options.email} has no second factor.") from None
        say(f"the second factor of {options.email} is reset; the account was signed out everywhere")
    return 0
