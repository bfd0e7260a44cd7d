"""The verbs of accounts: the only place that writes their tables."""

from dauys.ground.accounts.actions.codes import CODE_LIFE, CODE_TRIES, CODES_AN_HOUR, make_code, redeem_code
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
from dauys.ground.accounts.actions.sign_ins import (
    SEEN_EVERY,
    begin_sign_in,
    end_other_sign_ins,
    end_sign_in,
    forget_sign_in,
    move_sign_in,
    see_sign_in,
)
from dauys.ground.accounts.actions.staff import add_staff, grant
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
    "CODES_AN_HOUR",
    "CODE_LIFE",
    "CODE_TRIES",
    "SEEN_EVERY",
    "TRIES",
    "TRIES_WINDOW",
    "AlreadyOn",
    "NoSecondFactor",
    "TooManyTries",
    "WrongCode",
    "add_staff",
    "begin_second_factor",
    "begin_sign_in",
    "check_tries",
    "count_try",
    "end_other_sign_ins",
    "end_sign_in",
    "forget_sign_in",
    "grant",
    "make_code",
    "move_sign_in",
    "redeem_code",
    "renew_recovery_codes",
    "reset_second_factor",
    "see_sign_in",
    "sweep",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "use_second_factor",
]
