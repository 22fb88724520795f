from trama.core.privacy import REGISTER, After, Declaration
from trama.listening.models import (
    Campaign,
    DailyKey,
    Entrustment,
    NeedSignal,
    PaperRound,
    SignalContact,
    SignalGroup,
    SignalTurn,
    SilencedAddress,
    SpentChallenge,
)

REGISTER[Campaign] = Declaration(public={"code", "title", "question", "status"})
REGISTER[Entrustment] = Declaration(public={"reason", "withdrawal"}, operational={"status"})
REGISTER[NeedSignal] = Declaration(
    personal={"words", "place_words"},
    public={"public_text"},
    operational={"status", "channel", "reason", "words_hash", "source_key"},
    discard=After(days=5 * 365, since="received_at"),
)
REGISTER[SignalGroup] = Declaration()
REGISTER[SignalContact] = Declaration(
    personal={"email", "phone"},
    operational={"purpose"},
    erase=After(days=0, since="erase_on"),
)
REGISTER[SignalTurn] = Declaration(public={"kind", "words"})
REGISTER[PaperRound] = Declaration(
    personal={"lines", "refused"},  # people's words, until they become signals
    operational={"status", "name"},
    discard=After(days=5 * 365, since="asked_at"),
)
REGISTER[SilencedAddress] = Declaration(operational={"digest"}, erase=After(days=0, since="until"))
REGISTER[SpentChallenge] = Declaration(operational={"nonce"})
REGISTER[DailyKey] = Declaration(operational={"key"})
