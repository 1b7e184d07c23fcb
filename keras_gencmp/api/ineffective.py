"""Arguments that would do nothing in a call: they are refused, not taken silently."""

from __future__ import annotations

from typing import Any

from keras_gencmp.errors import UserError


def refuse(where: str, **arguments: Any) -> None:
    """UserError where one of some arguments is given; ``where`` says when it does nothing.

    As in "without pictures". None, False and 0 are not given.
    """
    for name, value in arguments.items():
        if value is not None and not (isinstance(value, int) and not value):
            raise UserError(f"{name} does nothing {where}: leave it out")
