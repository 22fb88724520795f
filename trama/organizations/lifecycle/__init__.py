"""The acts upon the register of bodies: lists brought in, cards kept, roles confirmed."""

from trama.organizations.lifecycle.cards import (
    AlreadyListedError,
    Card,
    register_organization,
    update_card,
)
from trama.organizations.lifecycle.likeness import compare_names, judge_near_names
from trama.organizations.lifecycle.lists import (
    apply_list,
    check_list,
    confirm_list,
    import_sheet,
    receive_list,
    set_unreadable,
)
from trama.organizations.lifecycle.pec import ask_pec_again, confirm_pec
from trama.organizations.lifecycle.roles import confirm, end, refuse, request_membership

__all__ = [
    "AlreadyListedError",
    "Card",
    "apply_list",
    "ask_pec_again",
    "check_list",
    "compare_names",
    "confirm",
    "confirm_list",
    "confirm_pec",
    "end",
    "import_sheet",
    "judge_near_names",
    "receive_list",
    "refuse",
    "register_organization",
    "request_membership",
    "set_unreadable",
    "update_card",
]
