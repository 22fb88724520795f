"""The notice of May 2023, from its draft to the act that concluded it."""

from datetime import date, datetime, timedelta
from functools import partial

from trama.applications.lifecycle import replace, save_answers, withdraw
from trama.demo.formats import city
from trama.demo.lifecycle import letters, paths
from trama.demo.lifecycle.applicants import Applicants, Mail, give_pact, send, take
from trama.demo.lifecycle.letters import UNKNOWN, Post
from trama.demo.lifecycle.notices import draft, hour, noon, take_to_the_public
from trama.demo.lifecycle.panels import Judgement, Work
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.demo.queries import PAST
from trama.mailbox.lifecycle import assign, set_aside
from trama.mailbox.models import IncomingMessage
from trama.notices.lifecycle import close_due
from trama.notices.models import Notice
from trama.screening.lifecycle import GivenAct, publish_list, record_observations
from trama.screening.models import Verdict

DEADLINE = noon(date(2023, 5, 15))
STRANGER = "segreteria@pec.condominio.example"
SUBJECT = f"{PAST} – domanda di partecipazione"


def may(day: int, hours: int, minutes: int = 0, seconds: int = 0) -> datetime:
    return hour(date(2023, 5, day), hours, minutes, seconds)


def live(cast: Cast, post: Post) -> None:
    opens = hour(date(2023, 4, 21), 10)
    written = hour(date(2023, 4, 6), 15, 20)
    notice = draft(PAST, cast, written=written, opens=opens, closes=DEADLINE)
    take_to_the_public(notice, cast, act="2871", adopted=hour(date(2023, 4, 20), 16, 5))
    days = Applicants(notice, cast, "child-poverty")
    _by_web(days)
    _by_mail(days, post)
    days.agenda.add(DEADLINE + timedelta(minutes=1), close_due)
    days.agenda.live()
    notice.refresh_from_db()
    _held(cast)
    _screen(notice, cast)
    paths.live_past(notice, cast, date(2023, 5, 31))


def _by_web(days: Applicants) -> None:
    """The last of them fourteen seconds late: kept, and marked."""
    for key, (begun, sent) in {
        "cortili": (may(4, 18, 12), may(9, 21, 40, 11)),
        "gelsi": (may(5, 17, 30), may(10, 10, 2, 33)),
        "finestre": (may(6, 11), may(8, 19, 15, 2)),
        "ponte": (may(8, 9, 41), may(11, 12, 48, 50)),
        "parete": (may(9, 22, 8), may(12, 23, 59, 4)),
        "campanella": (may(10, 16, 30), may(12, 17, 21, 39)),
        "altalena": (may(11, 20, 15), may(14, 18, 30, 27)),
        "ringhiera": (may(12, 14, 50), may(15, 11, 59, 41)),
        "officina": (may(15, 11, 20), may(15, 12, 0, 14)),
    }.items():
        days.by_web(key, begun, sent)
    for place, one in enumerate(city.chorus().applications):
        evening = may(4 + place // 4, 18, 12 * (place % 4))
        days.by_web(one.body, evening, evening + timedelta(hours=15, minutes=7 * (place % 4)))
    days.agenda.add(may(12, 18, 44), partial(_replace, days))
    days.agenda.add(
        may(12, 18, 58, 19), lambda: send(days.drafts["again"], days.cast.representatives["gelsi"])
    )
    days.agenda.add(may(13, 9, 5), partial(_withdraw, days))


def _replace(days: Applicants) -> None:
    """Bruno thinks again, before closing."""
    bruno = days.cast.representatives["gelsi"]
    again = days.drafts["again"] = replace(days.drafts["gelsi"], actor=bruno)
    more = "Tre stanze a piano strada, cinque pomeriggi, 34 volontari e 60 famiglie."
    save_answers(again, {"risorse": more}, actor=bruno)
    give_pact(again, bruno)


def _withdraw(days: Applicants) -> None:
    reason = "L’assemblea ha deciso di non partecipare quest’anno."
    withdraw(days.drafts["finestre"], actor=days.cast.representatives["finestre"], reason=reason)


def _by_mail(days: Applicants, post: Post) -> None:
    """The last of them seven seconds late; one arrives twice, one is about something else."""
    code = days.cast.bodies["mercato"].codice_fiscale
    studio = "studio.alberghini@pec.studio.example"
    pane = Mail("pane", may(10, 15, 3, 12), SUBJECT)
    days.by_mail(post, pane)
    days.by_mail(post, pane, after=timedelta(hours=2))
    for mail in (
        Mail(
            "mercato",
            may(12, 9, 30, 47),
            f"Domanda {PAST}, C.F. {code}",
            sender=studio,
            mandate=True,
        ),
        Mail("lume", may(14, 22, 41, 8), SUBJECT, provider=UNKNOWN),
        Mail("passo", may(15, 11, 59, 58), SUBJECT),
        Mail("ballatoio", may(15, 12, 0, 7), SUBJECT),
    ):
        days.by_mail(post, mail)
    question = letters.envelope(
        post.known,
        sender=STRANGER,
        recipient="protocollo@pec.comune.example",
        subject="Richiesta di informazioni sui contributi",
        text="Buongiorno, ci sono contributi per il tetto del condominio?\n",
        papers={},
        at=may(11, 8, 14, 55),
    )
    days.agenda.add(may(11, 8, 20), partial(take, question))
    days.agenda.add(may(11, 9, 10), partial(_set_aside, days.cast))


def _set_aside(cast: Cast) -> None:
    set_aside(
        IncomingMessage.objects.get(sender=STRANGER),
        actor=cast.people["anna"],
        reason="Chiede altro: risposto dall’ufficio relazioni con il pubblico.",
    )


def _held(cast: Cast) -> None:
    """Anna looks at the message whose provider nobody knew, and takes it in by hand."""
    with at(may(16, 8, 50)):
        message = IncomingMessage.objects.get(sender=cast.bodies["lume"].pec)
        assign(
            message,
            PAST,
            cast.bodies["lume"].uid,
            actor=cast.people["anna"],
            reason="La firma è integra; l’ente ha confermato al telefono di averla spedita.",
        )


def _screen(notice: Notice, cast: Cast) -> None:
    work = Work(notice, cast)
    work.appoint("3120", may(16, 11, 30))
    work.declare("dario", {"ponte": "Ci ho lavorato fino al 2021."}, may(16, 12, 5))
    work.declare("lia", {}, may(16, 12, 20))
    chorus = [one.body for one in city.chorus().applications]
    for place, key in enumerate([*ADMITTED, *chorus]):
        who = "lia" if place % 2 == 0 or key == "ponte" else "dario"
        day, turn = divmod(place, len(ADMITTED))
        when = may(SITTINGS[day], 9 + turn // 3, 20 * (turn % 3) + 4)
        work.judge(key, who, when)
        work.admit(key, who, when + timedelta(minutes=9))
    _reject(work, cast)
    work.record(CHECKED, may(30, 11))
    with at(may(30, 15)):
        publish_list(notice, act=GivenAct("3398", date(2023, 5, 30)), actor=cast.people["elena"])


ADMITTED = (
    "cortili", "gelsi", "ponte", "altalena", "ringhiera", "pane", "mercato", "lume", "passo"
)  # fmt: skip
SITTINGS = (17, 18, 19, 22, 23)  # of May
REASONS = {
    "parete": "Dal marzo 2022 all’aprile 2023 i mesi di esperienza sul tema sono 14: "
    "l’avviso ne chiede almeno 24 il giorno della scadenza.",
    "campanella": "Il giorno della scadenza, 15 maggio 2023, l’ente non risultava iscritto al "
    "RUNTS: l’iscrizione è successiva.",
    "officina": "La domanda è arrivata alle 12:00:14 del 15 maggio 2023, 14 secondi dopo la "
    "scadenza fissata dall’avviso alle ore 12:00.",
    "ballatoio": "La PEC è stata accettata alle 12:00:07 del 15 maggio 2023, 7 secondi dopo la "
    "scadenza fissata dall’avviso alle ore 12:00.",
}


def _reject(work: Work, cast: Cast) -> None:
    for place, (key, reasons) in enumerate(REASONS.items()):
        said = {}
        if key == "campanella":
            why = "Al RUNTS l’iscrizione risulta dal 19 giugno 2023: il 15 maggio non c’era."
            said = {"r-runts": Judgement(Verdict.MISSING, why)}
        work.judge(key, "lia", may(17, 14, 12 * place), said=said)
        sent = work.give_notice(key, "lia", reasons, may(17, 15, 12 * place))
        if key == "parete":
            with at(may(24, 10, 22)):
                record_observations(
                    sent,
                    "Il gruppo lavora insieme dal 2019, prima di costituirsi in associazione: "
                    "chiediamo di contare anche quegli anni.",
                    actor=cast.representatives["parete"],
                )
    for place, (key, reasons) in enumerate(REASONS.items()):
        answer = (
            "L’avviso chiede l’esperienza dell’ente: il lavoro dei singoli prima della nascita "
            "non si può contare. L’ente può partecipare al prossimo avviso."
            if key == "parete"
            else ""
        )
        work.refuse(key, "lia", reasons, may(29, 11, 10 * place), answer=answer)


CHECKED = (
    "Il seggio ha controllato quarantasette domande dal 16 al 29 maggio 2023.\n"
    "A quattro enti sono stati comunicati i motivi contrari; uno ha risposto, e ha avuto risposta."
)
