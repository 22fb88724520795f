import pytest

from tests.browser import NewContext
from tests.journeys.city import People


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def people(request: pytest.FixtureRequest, new_context: NewContext, at_home: str) -> People:
    """Everybody at their browser; the journey is walked with JavaScript and without it."""
    return People(new_context, at_home, java_script_enabled=request.param)
