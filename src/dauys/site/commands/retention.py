"""Anonymises settled cases past their term: `dauys retention [--dry-run]`; or keeps one beyond it."""

import argparse
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import CannotStart, prepare, require_serving_role, say, start_django

AT_ONCE = 500


def add(commands: Commands) -> None:
    parser = command(commands, "retention", run, "Take names, words and contacts out of cases past their term.")
    parser.add_argument("--dry-run", action="store_true", help="only a table of what is due; nothing is changed")
    parser.add_argument("--days", type=int, default=0, metavar="N", help="with --dry-run: due within so many days")
    parser.add_argument("--unconfirmed", action="store_true", help="also by terms that nobody has confirmed")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--hold", metavar="NUMBER", help="keep this case beyond its term; needs --by and --because")
    one.add_argument("--lift", metavar="NUMBER", help="let the term count again; needs --by")
    parser.add_argument("--by", metavar="EMAIL", default="", help="the account of who decided it")
    parser.add_argument("--because", metavar="TEXT", default="", help="why it is kept")
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        if options.hold or options.lift:
            _keep(options)
        elif options.dry_run:
            _table(options.days)
        else:
            _anonymise(options.unconfirmed)
    return 0


def _table(days: int) -> None:
    """A line for each kind, end and term: how many, how many of them are kept, and whether the term is confirmed."""
    from dauys.cases.retention import due_until
    from dauys.ground.moment import now
    from dauys.ground.ui.moments import local

    counts: Counter[tuple[str, str, str, str]] = Counter()
    kept: Counter[tuple[str, str, str, str]] = Counter()
    at = now()
    for due in due_until(local(at).date() + timedelta(days=days), at):
        key = (due.kind, due.state, due.term.code, "yes" if due.term.confirmed else "no")
        counts[key] += 1
        kept[key] += bool(due.held)
    print(f"{'kind':<16}{'ended':<12}{'term':<16}{'confirmed':<11}{'cases':>8}{'kept':>8}")
    for key in sorted(counts):
        kind, state, term, confirmed = key
        print(f"{kind:<16}{state:<12}{term:<16}{confirmed:<11}{counts[key]:>8}{kept[key]:>8}")
    say(f"{counts.total()} cases are past their term, {kept.total()} of them are kept")


def _anonymise(unconfirmed: bool) -> None:
    from dauys.cases import actions
    from dauys.ground.moment import now

    done = 0
    try:
        while some := actions.anonymise_due(at=now(), most=AT_ONCE, unconfirmed=unconfirmed):
            done += some
            say(f"{done} cases are anonymised")
    except actions.RegisterUnwritable as error:
        raise CannotStart(str(error)) from error
    say(f"{done} cases past their term were anonymised")


def _keep(options: argparse.Namespace) -> None:
    from dauys.cases import actions
    from dauys.cases.lookup import by_typed_number
    from dauys.ground.accounts.backends import actor_of, with_grants
    from dauys.ground.moment import now

    case = by_typed_number(options.hold or options.lift)
    if case is None:
        raise CannotStart(f"There is no case {options.hold or options.lift}.")
    user = with_grants().filter(email__iexact=options.by, is_active=True).first()
    if user is None:
        raise CannotStart("Name the account of who decided it: --by EMAIL.")
    if options.hold and not options.because.strip():
        raise CannotStart("Say why it is kept: --because TEXT.")
    actor = actor_of(user)
    try:
        if options.hold:
            actions.hold_erasure(case_id=case.pk, reason=options.because.strip(), actor=actor, at=now())
        else:
            actions.lift_hold(case_id=case.pk, actor=actor, at=now())
    except actions.CannotHold:
        raise CannotStart("The case is on hold already, is on no hold, or was anonymised.") from None
    say("the case is kept beyond its term" if options.hold else "the term of the case counts again")
