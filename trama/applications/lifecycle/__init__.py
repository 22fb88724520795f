"""The acts upon an application, one function each, named as the office says them."""

from trama.applications.lifecycle.amended import confirm, follow_form, hear
from trama.applications.lifecycle.drafts import (
    ChangedMeanwhile,
    answers_version,
    replace,
    save_answers,
    start,
)
from trama.applications.lifecycle.evidence import (
    add_experience,
    attach,
    detach,
    edit_experience,
    remove_experience,
    take_experiences,
)
from trama.applications.lifecycle.form import form_state, keep_form, request_form
from trama.applications.lifecycle.mail import Contested, open_from_mail
from trama.applications.lifecycle.submission import AlreadySent, Incomplete, submit, withdraw
from trama.applications.lifecycle.window import RECEIVING, Unread

__all__ = [
    "RECEIVING",
    "AlreadySent",
    "ChangedMeanwhile",
    "Contested",
    "Incomplete",
    "Unread",
    "add_experience",
    "answers_version",
    "attach",
    "confirm",
    "detach",
    "edit_experience",
    "follow_form",
    "form_state",
    "hear",
    "keep_form",
    "open_from_mail",
    "remove_experience",
    "replace",
    "request_form",
    "save_answers",
    "start",
    "submit",
    "take_experiences",
    "withdraw",
]
