"""Where the lab, the glossary and the library show what they know, and in which order."""

from trama.core.panels import Maker
from trama.learning.panels import lab, library, terms

PLACES: tuple[tuple[str, Maker, int], ...] = (
    ("notices.notice.desk", terms.contested_in_notice, 15),
    ("needs.need", terms.contested_in_card, 5),
    ("needs.resource", terms.contested_in_card, 5),
    ("paths.minutes.write", terms.contested_in_minutes, 100),
    ("paths.synthesis.section", terms.contested_in_paragraphs, 100),
    ("paths.contribution.amend", terms.contested_in_contribution, 100),
    ("screening.case.outcome", terms.contested_in_case, 100),
    ("accounts.profile", terms.to_speak, 40),
    ("accounts.profile", lab.mine, 30),
    ("notices.notice.requirements", library.for_notice, 100),
    ("paths.minutes.write", library.for_minutes, 140),
    ("paths.ground.new", library.for_ground, 100),
)
