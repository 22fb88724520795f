"""The acts upon people, their duties and their sessions, one function each."""

from trama.accounts.lifecycle.duties import (
    OfficePerson,
    assign_duty,
    end_duty,
    enroll_office_person,
)
from trama.accounts.lifecycle.people import (
    end_other_sessions,
    link_identity,
    rename,
    second_factor_added,
    sign_in_for_demo,
)

__all__ = [
    "OfficePerson",
    "assign_duty",
    "end_duty",
    "end_other_sessions",
    "enroll_office_person",
    "link_identity",
    "rename",
    "second_factor_added",
    "sign_in_for_demo",
]
