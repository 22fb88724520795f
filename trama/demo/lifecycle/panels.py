"""A panel at work: it declares, opens, judges, gives notice of rejection, decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trama.core.deadlines import day_of
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.notices.models import Notice
from trama.screening.lifecycle import (
    GivenAct,
    Seat,
    admit,
    appoint_panel,
    approve_minutes,
    declare,
    judge,
    not_admit,
    notify_rejection,
    open_contents,
    record_delivery,
    write_minutes,
)
from trama.screening.models import PanelDuty, PanelMember, RejectionNotice, ScreeningCase, Verdict

READ = {
    "istanza": "Delega firmata dal rappresentante legale, allegata alla PEC: basta per l’invio.",
    "r-esperienza": "La domanda e i documenti mostrano oltre due anni di lavoro continuo sul tema.",
    "r-patto": "Il patto di integrità è tra gli allegati della PEC ed è firmato.",
    "r-famiglie": "Le esperienze e le risposte parlano di nuclei con figli, seguiti per mesi.",
}
OTHERWISE = "Controllato sui documenti della domanda: conforme."


@dataclass(frozen=True)
class Judgement:
    """What a person says of a point, when it is not simply that it conforms."""

    verdict: Verdict
    reason: str


@dataclass
class Work:
    """The cases of a notice, by the key of their body."""

    notice: Notice
    cast: Cast
    cases: dict[str, ScreeningCase] = field(default_factory=dict)

    def find_cases(self) -> None:
        by_body = {body.pk: key for key, body in self.cast.bodies.items()}
        for case in ScreeningCase.objects.filter(application__notice=self.notice).select_related(
            "application"
        ):
            self.cases[by_body[case.application.organization_id]] = case

    def appoint(self, number: str, instant: datetime) -> None:
        """By an act of the executive; the checklists are computed by a job, there and then."""
        people = self.cast.people
        seats = [Seat(people["dario"], PanelDuty.CHAIR), Seat(people["lia"])]
        act = GivenAct(number, day_of(instant))
        with at(instant):
            appoint_panel(self.notice, seats, act=act, actor=people["elena"])
        self.find_cases()

    def declare(self, who: str, conflicts: Mapping[str, str], instant: datetime) -> None:
        user = self.cast.people[who]
        member = PanelMember.objects.get(panel__notice=self.notice, user=user)
        named = {self.cast.bodies[key]: why for key, why in conflicts.items()}
        with at(instant):
            declare(member, named, actor=user)

    def judge(
        self,
        key: str,
        who: str,
        instant: datetime,
        *,
        said: Mapping[str, Judgement] | None = None,
        leave: int = 0,
    ) -> None:
        """Open a body's contents and judge what waits for a person, but the last `leave` points."""
        actor, case = self.cast.people[who], self._fresh(key)
        said = said or {}
        with at(instant):
            open_contents(case, actor=actor)
            waiting = [
                item
                for item in case.items.order_by("position")
                if item.verdict == Verdict.TO_JUDGE or item.code in said
            ]
            for item in waiting[: len(waiting) - leave]:
                own = said.get(item.code)
                verdict = own.verdict if own else Verdict.OK
                reason = own.reason if own else READ.get(item.code, OTHERWISE)
                judge(item, verdict, reason, actor=actor)

    def admit(self, key: str, who: str, instant: datetime) -> None:
        with at(instant):
            admit(self._fresh(key), actor=self.cast.people[who])

    def give_notice(self, key: str, who: str, reasons: str, instant: datetime) -> RejectionNotice:
        """Preavviso di rigetto, and the proof of its delivery an hour later."""
        actor = self.cast.people[who]
        with at(instant):
            notice = notify_rejection(self._fresh(key), reasons, actor=actor)
        later = instant.replace(hour=instant.hour + 1)
        with at(later):
            proof = f"Ricevuta di avvenuta consegna della PEC, ore {later:%H:%M}"
            record_delivery(notice, day_of(later), proof, actor=actor)
        return notice

    def refuse(
        self, key: str, who: str, motivation: str, instant: datetime, *, answer: str = ""
    ) -> None:
        with at(instant):
            not_admit(self._fresh(key), motivation, actor=self.cast.people[who], answer=answer)

    def record(self, remarks: str, instant: datetime) -> None:
        """The minutes of the last sitting: the member writes them, both approve."""
        members = PanelMember.objects.filter(panel__notice=self.notice).select_related("user")
        present = list(members.order_by("-duty"))
        with at(instant):
            minutes = write_minutes(
                self.notice,
                held_on=day_of(instant),
                present=present,
                remarks=remarks,
                actor=present[0].user,
            )
        for place, one in enumerate(present):
            with at(instant + timedelta(minutes=10 + 25 * place)):
                approve_minutes(minutes, actor=one.user, stamp=minutes.stamp)

    def _fresh(self, key: str) -> ScreeningCase:
        case = self.cases[key]
        case.refresh_from_db()
        return case
