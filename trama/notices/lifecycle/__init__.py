"""The acts upon a notice, one function each, named as the office says them."""

from trama.notices.lifecycle.drafting import (
    StaleEdit,
    add_part,
    copy,
    create,
    edit_part,
    move_part,
    remove_part,
    update_notice,
)
from trama.notices.lifecycle.exchange import ImportRefused, export_file, import_file
from trama.notices.lifecycle.outcome import conclude, open_tables, start_screening
from trama.notices.lifecycle.procedure import (
    LintRefused,
    adopt,
    close_due,
    publish,
    publish_pdf,
    return_to_draft,
    send_to_legal_check,
)
from trama.notices.lifecycle.stops import resume, revoke, suspend, void_no_applicants
from trama.notices.lifecycle.template import create_from_model

__all__ = [
    "ImportRefused",
    "LintRefused",
    "StaleEdit",
    "add_part",
    "adopt",
    "close_due",
    "conclude",
    "copy",
    "create",
    "create_from_model",
    "edit_part",
    "export_file",
    "import_file",
    "move_part",
    "open_tables",
    "publish",
    "publish_pdf",
    "remove_part",
    "resume",
    "return_to_draft",
    "revoke",
    "send_to_legal_check",
    "start_screening",
    "suspend",
    "update_notice",
    "void_no_applicants",
]
