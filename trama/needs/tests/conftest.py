import pytest

from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneShareFactory


@pytest.fixture
def baggio(db: None) -> Zone:
    """A NIL in Municipio 7."""
    share = ZoneShareFactory.create(part__name="Baggio", whole__name="Municipio 7", whole__number=7)
    return share.part
