import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trama.accounts import lifecycle, queries
from trama.accounts.models import OfficeDuty, OfficeRole
from trama.core import clock
from trama.core.workflow import ActRefused


class Command(BaseCommand):
    help = (
        "Say the last day of a person's duty in an office: for an executive there is no page. "
        "Exit 0 done, 1 refused, 2 unusable arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--office", required=True, metavar="CODE")
        parser.add_argument("--email", required=True)
        parser.add_argument("--duty", required=True, choices=OfficeDuty.values)
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; today if absent")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        held = OfficeRole.objects.filter(
            queries.current(),
            office__code=options["office"],
            user__email__iexact=options["email"],
            duty=options["duty"],
        )
        role = held.select_related("user").first()
        if role is None:
            raise CommandError("Nobody of that address has that duty there today.")
        try:
            lifecycle.end_duty(role, on=options["on"] or queries.today(), actor=None, at=at)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {"user": str(role.user.uid), "duty": role.duty, "until": f"{role.until}"}
        self.stdout.write(json.dumps(told))
