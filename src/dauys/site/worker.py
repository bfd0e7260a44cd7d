"""The worker: follows the journal, keeps the log, has messages sent, sweeps what has expired; stops cleanly."""

import logging
import signal
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import FrameType

from django.db import OperationalError, close_old_connections, connection

from dauys.cases import actions as cases
from dauys.channels import drafts
from dauys.channels.actions import sweep_files, sweep_imports
from dauys.figures import actions as figures
from dauys.ground.accounts.actions import sweep as sweep_accounts
from dauys.ground.files.actions import sweep as sweep_disk
from dauys.ground.files.parts import LIFE as PART_LIFE
from dauys.ground.files.parts import sweep_parts
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.log.actions import LogUnsettled, merge
from dauys.ground.log.queries import LogIncomplete
from dauys.ground.messages.models import CHANNELS
from dauys.ground.moment import now
from dauys.ground.rooms.state import is_installed, is_open
from dauys.ground.sealed.keys import KeyUnreadable
from dauys.ground.throttle.actions import sweep as sweep_counts
from dauys.publication import actions as publication
from dauys.receptions import actions as receptions
from dauys.routing.actions import find_vacant
from dauys.site.doctor.examiner import Examiner
from dauys.site.exporter import Exporter
from dauys.site.planner import Planner
from dauys.site.runtime import keep_database_running
from dauys.site.scanner import Scanner
from dauys.site.sender import GOOD_BYE_SECONDS, Sender
from dauys.site.teacher import Teacher
from dauys.site.wiring import HEARERS, INVARIANTS
from dauys.volunteers import actions as volunteers

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
ANONYMISED_A_DAY = 1_000
TELL_EVERY = ASK_EVERY = timedelta(minutes=1)


class Worker:
    def __init__(self) -> None:
        self.stopping = False
        self.follower = JournalFollower(HEARERS)
        self._swept_on: date | None = None
        self._unsettled_until: datetime | None = None
        self._asked_at: dict[str, datetime] = {}
        self._caught_up = False

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def round(self) -> int:
        """One round of all duties but the sending; how much was done."""
        at = now()
        if not self._caught_up:
            self._catch_up(at)
        done = self.follower.tick(at) + self._merge(at) + self._minutely(at)
        if self._swept_on != at.date():
            sweep_accounts(before=at - timedelta(days=1))
            drafts.sweep(before=at - drafts.LIFE)
            sweep_imports(before=at - timedelta(days=1))
            sweep_counts(before=at)
            sweep_files(before=at - drafts.LIFE - timedelta(days=1))
            sweep_disk(before=at - timedelta(days=1))
            sweep_parts(before=at - PART_LIFE)
            publication.sweep(at=at)
            receptions.forget(at=at)
            receptions.close_days(at=at)
            volunteers.forget(at=at)
            volunteers.end_pauses(at=at)
            volunteers.sweep_asking(at=at)
            volunteers.sweep_need_tables(at=at)
            volunteers.forget_calls(at=at)
            volunteers.forget_devices(at=at)
            volunteers.forget_tables(before=at - timedelta(days=1))
            self._anonymise(at)
            self._swept_on = at.date()
        return done

    def _anonymise(self, at: datetime) -> None:
        """The next of what is past its confirmed term; a register that cannot be written stops nothing else."""
        try:
            cases.anonymise_due(at=at, most=ANONYMISED_A_DAY)
        except cases.RegisterUnwritable as error:
            log.error("nothing was anonymised: %s", error)

    def _catch_up(self, at: datetime) -> None:
        """What a room did not hear while the settings had taken it away."""
        if is_installed("figures"):
            figures.catch_up()
        if is_installed("publication"):
            publication.catch_up(at=at)
        self._caught_up = True

    def _merge(self, at: datetime) -> int:
        """Keeps the log; one that cannot be continued is told once a minute, and all else goes on."""
        if self._unsettled_until and timedelta() < self._unsettled_until - at <= TELL_EVERY:
            return 0
        try:
            done = merge(at=at)
        except (LogUnsettled, LogIncomplete, KeyUnreadable) as error:
            log.error("the log is not signed: %s", error)
            self._unsettled_until = at + TELL_EVERY
            return 0
        self._unsettled_until = None
        return done

    def _minutely(self, at: datetime) -> int:
        """Mails to readers, none of which leads to a closed room; what lies with bodies that have nobody; and what ran
        out by law without an answer."""
        done = self._ask("digest", publication.send_digests, at) if is_open("publication") else 0
        if is_open("receptions"):
            done += self._ask("reminders", receptions.remind, at) + self._ask("offers", receptions.offer, at)
        if is_open("volunteers"):
            done += self._ask("offers of work", volunteers.run_out, at) + self._ask(
                "claims", volunteers.release_late, at
            )
            done += self._ask("check-ins", volunteers.fold_check_ins, at)
            done += self._ask("errands", volunteers.run_errands, at)
        return done + self._ask("vacant", find_vacant, at) + self._ask("silence", cases.deem_refused, at)

    def _ask(self, what: str, do: Callable[..., int], at: datetime) -> int:
        """Done once a minute, and again at once while there is more."""
        if (last := self._asked_at.get(what)) and timedelta() <= at - last < ASK_EVERY:
            return 0
        if done := do(at=at):
            self._asked_at.pop(what, None)
        else:
            self._asked_at[what] = at
        return done

    def run(self) -> None:
        """Rounds until SIGTERM; a database that is away is waited for, an embedded one is started again."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        Examiner(INVARIANTS).start()
        Exporter().start()
        Teacher().start()
        Planner().start()
        Scanner().start()
        senders = [Sender(channel) for channel in CHANNELS]
        for sender in senders:
            sender.start()
        self._rounds()
        for sender in senders:
            sender.stop()
        for sender in senders:
            sender.join(GOOD_BYE_SECONDS)

    def _rounds(self) -> None:
        while not self.stopping:
            try:
                if not self.round():
                    time.sleep(POLL_SECONDS)
            except OperationalError:
                log.warning("the database is away; trying again")
                connection.close()
                keep_database_running()
                time.sleep(2)
            close_old_connections()
