"""The foundation listens to a neighbourhood: forty signals, some answered, some still unread."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import partial

from trama.accounts.models import User
from trama.core.deadlines import ROME
from trama.demo.formats.listening import Voice, listening
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import Agenda, at
from trama.listening.lifecycle import campaigns, contacts, entrusting, moderation, receiving, turns
from trama.listening.lifecycle.receiving import Door, Said
from trama.listening.models import Campaign, Channel, NeedSignal, SignalContact, TurnKind
from trama.needs.lifecycle import hearing
from trama.needs.models import Need
from trama.programming.models import Theme
from trama.territory.models import Zone

READ_AFTER, ANSWERED_AFTER = timedelta(days=4), timedelta(days=12)  # from the last of a group


def is_there() -> bool:
    return Campaign.objects.exists()


def live(cast: Cast, today: date) -> None:
    _Story(cast, today).live()


class _Story:
    """Words of the city by code, read once; each voice's signal, once it has spoken."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        zones = Zone.objects.defer("boundary", "outline")
        self.zones = {f"{zone.kind}/{zone.code}": zone for zone in zones}
        self.signals: dict[str, NeedSignal] = {}
        self.asked = listening().campaign
        self.campaign: Campaign | None = None

    @property
    def listener(self) -> User:
        return self.cast.representatives[self.asked.body]

    def when(self, days_ago: int, hour: int = 11) -> datetime:
        return datetime.combine(self.today - timedelta(days=days_ago), time(hour, 15), ROME)

    def live(self) -> None:
        agenda = Agenda()
        with at(self.when(self.asked.entrusted_days_ago, 9)):
            self._entrust()
        with at(self.when(self.asked.opened_days_ago, 9)):
            self._open()
        for place, voice in enumerate(listening().signals):
            spoken = self.when(voice.days_ago, 8 + place % 10)
            agenda.add(spoken, partial(self._speak, voice, place))
        for voices in self._together():
            last = self.when(min(voice.days_ago for voice in voices), 19)
            if voices[0].state != "received":
                agenda.add(last + READ_AFTER, partial(self._read, voices))
            if voices[0].state in {"joined", "step", "done", "not_done"}:
                agenda.add(last + ANSWERED_AFTER, partial(self._answer, voices[0]))
        agenda.live()

    def _entrust(self) -> None:
        entrusting.entrust(
            self.cast.bodies[self.asked.body],
            self.asked.entrusted_by,
            office=self.cast.office,
            actor=self.cast.people["elena"],
        )

    def _open(self) -> None:
        facts = {
            "code": self.asked.code,
            "title": self.asked.title,
            "question": self.asked.question,
            "themes": [self.themes[code] for code in self.asked.themes],
            "zones": [self.zones[code] for code in self.asked.zones],
            "closes_on": self.today + timedelta(days=self.asked.closes_in_days),
        }
        body = self.cast.bodies[self.asked.body]
        self.campaign = campaigns.draft(facts, body, actor=self.listener)
        campaigns.start_listening(self.campaign, actor=self.listener)

    def _together(self) -> list[list[Voice]]:
        """Voices of one group; each of the others by itself."""
        found: dict[str, list[Voice]] = defaultdict(list)
        for voice in listening().signals:
            found[voice.group or voice.words].append(voice)
        return list(found.values())

    def _speak(self, voice: Voice, place: int) -> None:
        campaign = None if voice.free else self.campaign
        theme, zone = self.themes.get(voice.theme), self.zones.get(voice.zone)
        said = Said(voice.words, campaign, theme, zone, email=voice.email)
        by_hand = voice.channel in {"operator", "paper"}
        door = Door(
            Channel(voice.channel),
            source="" if by_hand else f"rete-{place}",
            author=self.listener if by_hand else None,
        )
        for _copy in range(voice.copies):
            self.signals[voice.words] = receiving.receive(said, door)
        for contact in SignalContact.objects.filter(signal=self.signals[voice.words]):
            contacts.confirm(contact)

    def _read(self, voices: list[Voice]) -> None:
        """What whoever listens decides of them, once all have spoken."""
        for voice in voices:
            signal = self._signal(voice)
            actor = self.cast.people["anna"] if voice.free else self.listener
            if voice.state == "spam":
                moderation.mark_spam(signal, actor=actor)
            elif voice.state == "refused":
                moderation.refuse(signal, actor=actor, reason=voice.turn)
            else:
                moderation.accept(signal, actor=actor, public_text=voice.public)
        if len(voices) > 1:
            moderation.gather([self._signal(one) for one in voices], actor=self.listener)

    def _answer(self, voice: Voice) -> None:
        signal = self._signal(voice)
        if voice.state == "joined":
            need = Need.objects.get(title=voice.need)
            hearing.join(signal, need, actor=self.listener)
        else:
            turns.tell(signal, TurnKind(voice.state), voice.turn, actor=self.listener)

    def _signal(self, voice: Voice) -> NeedSignal:
        rows = NeedSignal.objects.select_related("campaign", "group", "theme", "zone")
        return rows.get(pk=self.signals[voice.words].pk)
