import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from trama.accounts import lifecycle, queries
from trama.accounts.adapter.access import welcome
from trama.accounts.lifecycle import OfficePerson
from trama.accounts.models import Office, OfficeDuty, OfficeKind
from trama.core import clock
from trama.core.workflow import ActRefused


class Command(BaseCommand):
    help = (
        "Give a person a duty in an office: the way in of a new installation. Writes to them to "
        "choose a password, unless they have one. Exit 0 done, 1 refused, 2 unusable arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE")
        parser.add_argument("--office-name", help="create the office under this name if it is new")
        parser.add_argument("--office-kind", choices=OfficeKind.values, default="directorate")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="needed for a person who is new")
        parser.add_argument("--duty", required=True, choices=OfficeDuty.values)
        parser.add_argument("--since", type=date.fromisoformat, help="YYYY-MM-DD; today if absent")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                person = self._enroll(options)
                written = welcome(person.role)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {
            "user": str(person.user.uid),
            "created": person.created,
            "office": person.role.office.code,
            "duty": person.role.duty,
            "since": person.role.since.isoformat(),
            "letter": written,
        }
        self.stdout.write(json.dumps(told))

    def _enroll(self, options: dict[str, Any]) -> OfficePerson:
        at = clock.now()
        return lifecycle.enroll_office_person(
            options["email"],
            options["name"],
            self._office(options),
            OfficeDuty(options["duty"]),
            since=options["since"] or queries.today(),
            actor=None,
            at=at,
        )

    def _office(self, options: dict[str, Any]) -> Office:
        code, name = options["office"], options["office_name"]
        office = Office.objects.filter(code=code).first()
        if office is None and not name:
            known = ", ".join(Office.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"There is no office «{code}» (there are: {known or 'none'}). "
                "Give --office-name to create it. Nothing was written."
            )
        return office or Office.objects.create(code=code, name=name, kind=options["office_kind"])
