"""A notice that starts from a model: ours of co-programming, in plain language, or an office's."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

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
def create_from_model(
    office: Office,
    *,
    code: str,
    title: str,
    content: Mapping[str, Any] | None = None,
    actor: User | None,
) -> Notice:
    """A draft with the minimum contents a–f of DM 72/2021, to be adapted; dates are left empty.
    `content`: another model, in the exchange format."""
    require_free(code)
    model = _model() if content is None else parse(json.dumps(content).encode())
    said = {"code": code, "title": title, "office": office.code, "pec_address": office.pec}
    return import_file(model.model_copy(update=said), actor=actor)[0]
