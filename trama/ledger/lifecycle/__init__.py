"""The verbs of the ledger: acts written down and numbered, documents kept, publications made."""

from trama.ledger.lifecycle.book import canonical, commitment, number, write_down
from trama.ledger.lifecycle.documents import (
    conclude_check,
    keep_document,
    receive_document,
    receive_upload,
)
from trama.ledger.lifecycle.publications import publish, record_act

__all__ = [
    "canonical",
    "commitment",
    "conclude_check",
    "keep_document",
    "number",
    "publish",
    "receive_document",
    "receive_upload",
    "record_act",
    "write_down",
]
