"""A notice that starts from our plain-language model of co-programming."""

from functools import cache
from pathlib import Path

from django.db import transaction

from trama.accounts.models import Office, User
from trama.notices.formats.notice_file import NoticeFile, parse
from trama.notices.lifecycle.drafting import require_free
from trama.notices.lifecycle.exchange import import_file
from trama.notices.models import Notice

MODEL = Path(__file__).parent.parent / "starting/coprogramming.json"


@cache
def _model() -> NoticeFile:
    return parse(MODEL.read_bytes())


@transaction.atomic
def create_from_model(office: Office, *, code: str, title: str, actor: User | None) -> Notice:
    """A draft with the minimum contents a–f of DM 72/2021, to be adapted; dates are left empty."""
    require_free(code)
    said = {"code": code, "title": title, "office": office.code, "pec_address": office.pec}
    return import_file(_model().model_copy(update=said), actor=actor)[0]
