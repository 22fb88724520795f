from trama.core.privacy import REGISTER, Declaration
from trama.territory.models import (
    Address,
    Area,
    Indicator,
    IndicatorValue,
    Source,
    Zone,
    ZoneShare,
)

REGISTER[Source] = Declaration(public={"code", "title", "publisher", "licence", "url"})
REGISTER[Zone] = Declaration(
    public={"kind", "code", "name", "name_key", "edition", "precision", "boundary", "outline"}
)
REGISTER[ZoneShare] = Declaration()
REGISTER[Indicator] = Declaration(public={"code", "label_it", "label_en", "unit_it", "unit_en"})
REGISTER[IndicatorValue] = Declaration(public={"confidence", "note"})
REGISTER[Address] = Declaration(public={"street", "number", "postcode", "street_key"})
REGISTER[Area] = Declaration(public={"name"})
