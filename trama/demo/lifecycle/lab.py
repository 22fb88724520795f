"""The lab of seventy: forty people of bodies, thirty of six Direzioni, from their nomination to the
months after; a second course whose nominations are open; practices and templates born of it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from trama.accounts.models import Office
from trama.core.deadlines import ROME
from trama.demo.formats import city
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.learning.lifecycle import (
    certificates,
    courses,
    enrolments,
    groups,
    library,
    phases,
    practices,
    questionnaires,
    sessions,
)
from trama.learning.lifecycle.courses import Design
from trama.learning.lifecycle.library import Draft
from trama.learning.models import (
    Course,
    CourseQuestion,
    EnrolmentStatus,
    Grouping,
    LibraryItem,
    LibraryKind,
    Moment,
    Practice,
    QuestionKind,
    Session,
    Speaker,
    SupportRole,
    Term,
)
from trama.learning.queries.courses import active
from trama.learning.queries.library import sources as library_sources
from trama.learning.rules.groups import Limits
from trama.learning.rules.library import content_of
from trama.organizations.models import Organization
from trama.programming.models import Strand

WRITTEN = [
    (LibraryKind.AGENDA, "Primo incontro di un tavolo", "Quando ci si vede per la prima volta.",
     "15 Chi c’è, e perché\n45 Che cosa manca\n10 Pausa\n30 Che cosa c’è già\n"
     "20 Che cosa facciamo da qui alla prossima volta"),
    (LibraryKind.STATEMENT, "Per cominciare a parlarne", "Quando il terreno comune è ancora vuoto.",
     "Un posto aperto la sera serve più di uno sportello.\n"
     "Chi accoglie deve poter dire anche di no.\n"
     "Le famiglie non devono raccontare due volte la stessa storia."),
    (LibraryKind.MINUTES, "Apertura di un verbale", "All’inizio di ogni incontro.",
     "L’incontro si apre con chi c’è e con le regole del tavolo.\n\n"
     "Si ricorda che il tavolo propone e che l’Amministrazione decide e scrive perché."),
    (LibraryKind.REQUIREMENTS, "Requisiti per chi lavora con i minori",
     "Quando il percorso riguarda bambini e ragazzi.",
     "Ha lavorato con minori almeno un anno negli ultimi tre.\n"
     "Ha una persona responsabile della tutela dei minori."),
    (LibraryKind.LETTER, "Prima di una sessione", "Qualche giorno prima di vedersi.",
     "Ci vediamo alla prossima sessione.\n\n"
     "Porta una storia vera del tuo lavoro, senza nomi: partiamo da lì."),
]  # fmt: skip
EPILOGUE = 160
"""Days since: six months have gone by after the end, and what changed was asked again."""
RULES = [
    "Si parla uno alla volta, tre minuti ciascuno.",
    "Le sigle si spiegano la prima volta.",
    "Chi non è d’accordo lo dice, e si scrive.",
    "Prima di uscire si dice chi fa che cosa, ed entro quando.",
]
LAB, NEXT = "laboratorio-2026", "laboratorio-2027"
DIRECTIONS = {
    "educazione": "Direzione Educazione",
    "lavoro-giovani-sport": "Direzione Lavoro, Giovani e Sport",
    "casa": "Direzione Casa",
    "cultura": "Direzione Cultura",
    "servizi-civici": "Direzione Servizi civici",
}
SEATS, BODY_SEATS = 5, 40
FIRST = (
    "Ada", "Bice", "Carlo", "Dina", "Ezio", "Flora", "Gino", "Ilda", "Lino", "Mina", "Nico", "Olga",
    "Pia", "Remo", "Sara", "Tito",
)  # fmt: skip
LAST = ("Bassi", "Colli", "Denti", "Fonti", "Galli", "Livi", "Monti", "Nervi", "Orti", "Prati")
QUESTIONS = [
    (QuestionKind.SCALE, "Capisco che cosa intende l’altra parte quando parla di bisogni"),
    (QuestionKind.SCALE, "Mi fido di chi lavora nell’altra parte"),
    (QuestionKind.SCALE, "So con chi parlare quando un problema non è solo mio"),
    (QuestionKind.TEXT, "Che cosa faresti in un altro modo?"),
]
SESSIONS = (
    (110, "Le parole che usiamo"), (96, "Leggere insieme un quartiere"),
    (82, "Chi decide che cosa"), (68, "Prove di co-progettazione"), (54, "Che cosa portiamo via"),
)  # fmt: skip


def is_there() -> bool:
    return Course.objects.filter(code=NEXT).exists()


def live(cast: Cast, today: date) -> None:
    _Story(cast, today).live()


class _Story:
    """Days are counted back from the `EPILOGUE` of the course, or from today."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today, self.anna = cast, today, cast.people["anna"]
        self.offices = [cast.office, *(_office(code, name) for code, name in DIRECTIONS.items())]
        self.strands = list(Strand.objects.order_by("pk"))

    def when(self, days_before: int, hour: int = 10) -> datetime:
        return self.ago(days_before + EPILOGUE, hour)

    def ago(self, days: int, hour: int = 10) -> datetime:
        return datetime.combine(self.today - timedelta(days=days), time(hour, 30), ROME)

    def live(self) -> None:
        with at(self.when(170)):
            course = self._design(LAB, "Nuove pratiche collaborative", closes=self.when(125, 18))
            questionnaires.write_questions(course, QUESTIONS, actor=self.anna)
            phases.open_enrolment(course, actor=self.anna)
        self._enrol(course)
        self._groups(course)
        self._sessions(course)
        self._end(course)
        self._practices(course)
        with at(self.ago(6)):
            course = self._design(NEXT, "Leggere un quartiere insieme", closes=self.ago(-24, 18))
            phases.open_enrolment(course, actor=self.anna)

    def _design(self, code: str, title: str, *, closes: datetime) -> Course:
        columns = {
            "code": code,
            "title": title,
            "purpose": "Un linguaggio condiviso e prassi integrate: da committente e fornitore a "
            "corresponsabili. Gruppi misti, esercizi su casi veri, pratiche da provare.",
            "third_sector_seats": BODY_SEATS,
            "enrolment_closes_at": closes,
        }
        plan = Design(
            columns=columns,
            quotas=dict.fromkeys(self.offices, SEATS),
            support=[
                (SupportRole.PROMOTER, "Forum cittadino del Terzo settore"),
                (SupportRole.PROMOTER, "Coordinamento degli enti di secondo livello"),
                (SupportRole.PROMOTER, self.cast.office.name),
                (SupportRole.SUPPORTER, "Fondazione Lume di Cascina ETS"),
            ],
            trainers=[self.cast.people["lia"]],
        )
        return courses.design(self.cast.office, plan, actor=self.anna)

    def _enrol(self, course: Course) -> None:
        """Three of the bodies wait; one of those who had a seat leaves it."""
        bodies = [body.key for body in city.bodies().active]
        with at(self.when(150)):
            for place in range(BODY_SEATS + 3):
                key = bodies[place % len(bodies)]
                self._nominate(course, self.cast.bodies[key], place)
            for place in range(len(self.offices) * SEATS):
                self._nominate(course, self.offices[place % len(self.offices)], 50 + place)
        with at(self.when(140)):
            for enrolment in course.enrolments.exclude(called_at=None).order_by("pk"):
                enrolments.accept(enrolment, actor=None)
        with at(self.when(135)):
            gone = course.enrolments.filter(office=None).order_by("pk")[0]
            enrolments.drop(gone, reason="Ha cambiato lavoro.", actor=None)
        with at(self.when(133)):
            called = course.enrolments.filter(status=EnrolmentStatus.NOMINATED)
            for enrolment in called.exclude(called_at=None).order_by("pk"):
                enrolments.accept(enrolment, actor=None)
            one, other = course.enrolments.filter(status=EnrolmentStatus.ENROLLED).order_by("pk")[
                :2
            ]
            enrolments.declare(one, [other], actor=None)

    def _nominate(self, course: Course, sender: Office | Organization, place: int) -> None:
        name = f"{FIRST[place % len(FIRST)]} {LAST[place // len(FIRST)]}"
        enrolments.nominate(
            course,
            sender,
            person_name=name,
            email=f"{name.lower().replace(' ', '.')}@lab.example",
            strands=[
                self.strands[(place * 3 + n) % len(self.strands)] for n in range(1 + place % 2)
            ],
            actor=self.anna,
        )

    def _groups(self, course: Course) -> None:
        with at(self.when(120)):
            groups.ask_groups(course, Limits(groups=10), actor=self.anna)
        with at(self.when(119)):
            groups.adopt_groups(Grouping.objects.get(course=course), actor=self.anna)

    def _sessions(self, course: Course) -> None:
        planned = []
        with at(self.when(118)):
            for days, title in SESSIONS:
                start = self.when(days, 14)
                facts = {
                    "title": title,
                    "starts_at": start,
                    "ends_at": start + timedelta(hours=4),
                    "venue": "Casa di Quartiere Gelsi",
                    "online_url": "",
                }
                planned.append(sessions.plan_session(course, facts, actor=self.anna))
        self._ask(course, Moment.BEFORE, self.when(117), _before)
        with at(self.when(112)):
            phases.start(course, actor=self.anna)
        for number, (session, (days, _title)) in enumerate(zip(planned, SESSIONS, strict=True)):
            session.refresh_from_db()
            with at(self.when(days, 15)):
                attending = course.enrolments.filter(status=EnrolmentStatus.ATTENDING)
                there = [one for n, one in enumerate(attending) if (n + number * 3) % 11]
                there = [one for one in there if one.pk % 17 or number < 2]
                sessions.record_list(session, there, actor=self.anna)
                if number == 1:
                    self._exercise(course, session)
                sessions.hold_session(session, actor=self.anna)

    def _exercise(self, course: Course, session: Session) -> None:
        facts = {
            "title": "La mappa di un isolato",
            "text": "Andate in due in un isolato, uno per parte. Portate tre cose che solo l’altro "
            "ha visto.",
            "due_at": self.when(84, 18),
        }
        exercise = sessions.set_exercise(session, facts, actor=self.anna)
        seats = Grouping.objects.get(course=course).seats.filter(
            enrolment__status=EnrolmentStatus.ATTENDING, number__in=[1, 2, 3]
        )
        for seat in seats.order_by("number", "pk").distinct("number"):
            text = "Il cortile chiuso, la panchina tolta, lo sportello che apre solo al mattino."
            sessions.deliver(exercise, seat.enrolment, text=text, actor=None)

    def _ask(
        self, course: Course, moment: Moment, opened: datetime, score: Callable[[int, int], int]
    ) -> None:
        """It leaves now, or has left by itself."""
        with at(opened):
            if not course.questionnaires.filter(moment=moment).exists():
                questionnaires.open_questionnaire(course, moment, actor=self.anna)
        scales = list(CourseQuestion.objects.filter(course=course, kind=QuestionKind.SCALE))
        asked = course.questionnaires.get(moment=moment)
        with at(opened + timedelta(days=3)):
            for place, one in enumerate(active(course).order_by("pk")):
                if place % 9:
                    scores = {q.uid: score(place, n) for n, q in enumerate(scales)}
                    questionnaires.answer_questionnaire(asked, one, scores=scores, texts={})

    def _end(self, course: Course) -> None:
        with at(self.when(50)):
            phases.close(course, actor=self.anna)
        with at(self.when(49)):
            certificates.issue_certificates(course, actor=self.anna)
        self._ask(course, Moment.AFTER, self.when(48), _after)
        with at(self.when(40)):
            words = Term.objects.filter(slug__in=["bisogno", "corresponsabilita"])
            courses.name_terms(course, words.order_by("slug"), actor=self.anna)
        with at(self.when(20)):
            phases.follow_up(course, actor=self.anna)
        with at(self.ago(29)):
            phases.ask_after_six_months()
        self._ask(course, Moment.SIX_MONTHS, self.ago(28), _six_months)

    def _practices(self, course: Course) -> None:
        gelsi = Speaker(self.cast.representatives["gelsi"], organization=self.cast.bodies["gelsi"])
        tried = self._propose(course, gelsi)
        with at(self.when(30)):
            since = self.when(40).date()
            practices.try_practice(
                tried, where="Municipio 6, con due enti", since=since, actor=self.anna
            )
            rules = library.keep_template(
                self.cast.office,
                LibraryKind.GROUND_RULES,
                Draft(
                    title="Regole di un tavolo misto",
                    about="Quando al tavolo siedono per la prima volta enti e uffici.",
                    content={"lines": RULES[:-1]},
                ),
                actor=self.anna,
            )
        with at(self.when(12)):
            used = library.use(rules, what_for="La rete del quartiere", speaker=gelsi)
            result = "Ha parlato anche chi di solito tace."
            library.tell_how_it_went(used, result=result, actor=gelsi.actor)
        self._six_months_later(tried, gelsi)
        with at(self.ago(9)):
            self._improve(rules, tried)
        self._more_templates()

    def _propose(self, course: Course, gelsi: Speaker) -> Practice:
        with at(self.when(45)):
            practices.propose_practice(
                title="Un solo indirizzo per le famiglie",
                problem="Le famiglie raccontano la stessa storia a quattro sportelli.",
                way="Il primo che ascolta scrive una scheda breve, e gli altri partono da quella.",
                course=course,
                speaker=Speaker(self.anna, office=self.cast.office),
            )
            return practices.propose_practice(
                title="Visite incrociate",
                problem="Chi scrive un avviso non ha mai visto il posto di cui parla.",
                way="Una mattina al mese un ufficio va da un ente e un ente va in un ufficio. Si "
                "torna con tre cose da cambiare.",
                course=course,
                speaker=gelsi,
            )

    def _six_months_later(self, tried: Practice, gelsi: Speaker) -> None:
        """A letter asks what came of it; it is told, and the practice stays."""
        with at(self.ago(12)):
            practices.remind_results()
        with at(self.ago(10)):
            reason = "Chi scrive gli avvisi adesso conosce i posti di cui parla."
            practices.decide(tried, adopted=True, reason=reason, actor=self.anna)
            result = "Sei visite in sei mesi; due avvisi riscritti dopo aver visto il posto."
            practices.tell_result(tried, result=result, actor=gelsi.actor)

    def _improve(self, rules: LibraryItem, tried: Practice) -> None:
        better = Draft(
            title=rules.title,
            about=rules.about,
            content={"lines": RULES},
            practice=tried,
            course=tried.course,
        )
        library.improve(
            rules,
            better,
            change="Dopo le visite nessuno sapeva che cosa succedeva: adesso ogni incontro "
            "finisce dicendo chi fa che cosa.",
            office=self.cast.office,
            actor=self.anna,
        )

    def _more_templates(self) -> None:
        """One of each other kind that people begin things from; today, when Anna has her office."""
        notice = library_sources(LibraryKind.NOTICE, self.anna)[0]
        kept = [
            (LibraryKind.NOTICE, "Avviso di co-programmazione, in parole semplici",
             "Quando si apre un percorso su un tema nuovo.", dict(notice.content())),
            *((kind, title, about, content_of(kind, text)) for kind, title, about, text in WRITTEN),
        ]  # fmt: skip
        for kind, title, about, content in kept:
            draft = Draft(title=title, about=about, content=content)
            library.keep_template(self.cast.office, kind, draft, actor=self.anna)


def _before(place: int, question: int) -> int:
    return 2 + (place + question) % 3 // 2


def _after(place: int, question: int) -> int:
    return min(5, _before(place, question) + (place + question) % 3)


def _six_months(place: int, question: int) -> int:
    return max(1, _after(place, question) - place % 2)


def _office(code: str, name: str) -> Office:
    office, _is_new = Office.objects.get_or_create(code=code, defaults={"name": name})
    return office
