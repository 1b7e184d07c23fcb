"""Every recipe, narrowed, as one fixture: each promise is tested over the complete list."""

import pytest
from small import narrow

from keras_gencmp.models.base import GenerativeModel
from keras_gencmp.recipes import recipe


@pytest.fixture(params=recipe.names())
def plan(request: pytest.FixtureRequest) -> recipe.Recipe:
    """A recipe with networks of a few channels."""
    return narrow(recipe.load(request.param))


@pytest.fixture
def eagerly(monkeypatch):
    """Without tracing, which would take most of the time; train_step by itself is not traced."""
    monkeypatch.setattr(GenerativeModel, "_compiled", lambda model, name: getattr(model, name))
