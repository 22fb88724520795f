"""Verbale of a meeting: written live, opened to who was there, closed at its term, published.

Remarks and answers are received until the term, each as it comes. At the term nothing more comes
in, and the minutes close by themselves; while a remark is still to be decided they wait, and the
office's decision on the last one closes them. Who has not answered by then is said to be silent:
silence is no consent, and a refusal stops nothing, because minutes are owed in any case (DM
72/2021, §2). They say who agrees, who does not and why.

Minutes tell what has been: they go on while the path is suspended or closed.
"""

from trama.tables.lifecycle.minutes.answers import approve
from trama.tables.lifecycle.minutes.drafting import (
    amend_entry,
    begin,
    start_from,
    strike_entry,
    take_down,
    write_entry,
)
from trama.tables.lifecycle.minutes.remarks import (
    decide_remark,
    join_remark,
    remark,
    withdraw_remark,
)
from trama.tables.lifecycle.minutes.steps import (
    close_due_remarks,
    close_remarks,
    keep_minutes_document,
    open_to_remarks,
    publish_minutes,
)

__all__ = [
    "amend_entry",
    "approve",
    "begin",
    "close_due_remarks",
    "close_remarks",
    "decide_remark",
    "join_remark",
    "keep_minutes_document",
    "open_to_remarks",
    "publish_minutes",
    "remark",
    "start_from",
    "strike_entry",
    "take_down",
    "withdraw_remark",
    "write_entry",
]
