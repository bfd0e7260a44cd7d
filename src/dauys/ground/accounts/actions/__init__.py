"""The verbs of accounts: the only place that writes their tables."""

from dauys.ground.accounts.actions.codes import CODE_LIFE, CODE_TRIES, CODES_AN_HOUR, make_code, redeem_code
from dauys.ground.accounts.actions.invitations import (
    INVITATION_LIFE,
    NoInvitation,
    accept_invitation,
    invitation_digest,
    make_invitation,
)
from dauys.ground.accounts.actions.second_factor import (
    AlreadyOn,
    NoSecondFactor,
    begin_second_factor,
    renew_recovery_codes,
    reset_second_factor,
    turn_off_second_factor,
    turn_on_second_factor,
    use_second_factor,
)
from dauys.ground.accounts.actions.staff import (
    AUDITOR_NOTICE,
    AuditorStays,
    LastAdministrator,
    add_staff,
    change_staff,
    end_deputy,
    end_grant,
    end_staff,
    grant,
    name_deputy,
)
from dauys.ground.accounts.actions.sweeping import sweep
from dauys.ground.accounts.actions.tries import (
    TRIES,
    TRIES_WINDOW,
    TooManyTries,
    WrongCode,
    check_tries,
    count_try,
)

__all__ = [
    "AUDITOR_NOTICE",
    "CODES_AN_HOUR",
    "CODE_LIFE",
    "CODE_TRIES",
    "INVITATION_LIFE",
    "TRIES",
    "TRIES_WINDOW",
    "AlreadyOn",
    "AuditorStays",
    "LastAdministrator",
    "NoInvitation",
    "NoSecondFactor",
    "TooManyTries",
    "WrongCode",
    "accept_invitation",
    "add_staff",
    "begin_second_factor",
    "change_staff",
    "check_tries",
    "count_try",
    "end_deputy",
    "end_grant",
    "end_staff",
    "grant",
    "invitation_digest",
    "make_code",
    "make_invitation",
    "name_deputy",
    "redeem_code",
    "renew_recovery_codes",
    "reset_second_factor",
    "sweep",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "use_second_factor",
]
