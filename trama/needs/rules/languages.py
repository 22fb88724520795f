"""Languages spoken in a service: ISO 639-1 codes, the most spoken in the city first."""

from django.utils.translation import gettext_lazy as _

LANGUAGES = {
    "it": _("italiano"),
    "en": _("inglese"),
    "fr": _("francese"),
    "es": _("spagnolo"),
    "ar": _("arabo"),
    "zh": _("cinese"),
    "ro": _("rumeno"),
    "uk": _("ucraino"),
    "ru": _("russo"),
    "sq": _("albanese"),
    "pt": _("portoghese"),
    "tl": _("tagalog"),
    "bn": _("bengalese"),
    "ur": _("urdu"),
    "si": _("singalese"),
    "ti": _("tigrino"),
    "am": _("amarico"),
    "wo": _("wolof"),
    "fa": _("persiano"),
    "tr": _("turco"),
}
