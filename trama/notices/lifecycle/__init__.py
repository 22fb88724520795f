"""The acts upon a notice, one function each, named as the office says them."""

from trama.notices.lifecycle.amendments import (
    adopt_amendment,
    begin_amendment,
    drop_amendment,
)
from trama.notices.lifecycle.drafting import (
    add_part,
    copy,
    create,
    edit_part,
    move_part,
    remove_part,
    update_notice,
)
from trama.notices.lifecycle.exchange import ImportRefused, export_file, import_file
from trama.notices.lifecycle.extension import extend
from trama.notices.lifecycle.outcome import conclude, open_tables, start_screening
from trama.notices.lifecycle.paper import publish_pdf
from trama.notices.lifecycle.procedure import (
    LintRefused,
    adopt,
    close_due,
    publish,
    return_to_draft,
    send_to_legal_check,
)
from trama.notices.lifecycle.stops import (
    annul_by_court,
    resume,
    resume_due,
    revoke,
    suspend,
    void_no_applicants,
)
from trama.notices.lifecycle.template import create_from_model

__all__ = [
    "ImportRefused",
    "LintRefused",
    "add_part",
    "adopt",
    "adopt_amendment",
    "annul_by_court",
    "begin_amendment",
    "close_due",
    "conclude",
    "copy",
    "create",
    "create_from_model",
    "drop_amendment",
    "edit_part",
    "export_file",
    "extend",
    "import_file",
    "move_part",
    "open_tables",
    "publish",
    "publish_pdf",
    "remove_part",
    "resume",
    "resume_due",
    "return_to_draft",
    "revoke",
    "send_to_legal_check",
    "start_screening",
    "suspend",
    "update_notice",
    "void_no_applicants",
]
