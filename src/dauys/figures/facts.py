"""The facts of other rooms after which an obligation may have to be counted otherwise."""

HEARD = (
    "cases.open_obligation",
    "cases.change_owner",
    "cases.change_kind",
    "cases.confirm_identity",
    "cases.pause",
    "cases.resume",
    "cases.extend",
    "cases.recompute_clock",
    "cases.reopen",
    "cases.forward",
    "cases.withdraw",
    "cases.leave",
    "cases.mark_repeat",
    "cases.unmark_repeat",
    "answers.send",
    "answers.rate",
)
