"""Functions called with the options of a recipe, where a wrong one is one clear sentence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, get_args, get_origin, get_type_hints

from keras_gencmp.errors import UserError
from keras_gencmp.recipes.validation import check_value
from keras_gencmp.registry import nearest

VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def call(
    function: Callable[..., Any],
    name: str,
    options: Mapping[str, Any],
    *arguments: Any,
    **fixed: Any,
) -> Any:
    """function(*arguments, **fixed, **options), where a wrong option is one clear sentence.

    The options are those of the recipe, all else comes from the program.
    """
    signature = inspect.signature(function)
    positional = list(signature.parameters)[: len(arguments)]
    _check_options(function, name, options, {*positional, *fixed})
    try:
        signature.bind(*arguments, **fixed, **options)
    except TypeError as error:
        raise UserError(f"{name} cannot be built: {error}") from error
    try:
        return function(*arguments, **fixed, **options)
    except ValueError as error:
        raise UserError(
            f"{name} cannot be built with these options: {first_line(error)}"
        ) from error


def _check_options(
    function: Callable[..., Any], name: str, options: Mapping[str, Any], taken: Set[str]
) -> None:
    """UserError for an unknown option and a value of the wrong kind.

    ``taken`` are the parameters that the program fills.
    """
    parameters = inspect.signature(function).parameters
    known = [key for key, each in parameters.items() if each.kind not in VARIABLE]
    known = [key for key in known if key not in taken]
    # Annotations may be texts, where a module imports them from __future__.
    hints = get_type_hints(function, include_extras=True) if inspect.isfunction(function) else {}
    for key, value in options.items():
        if key not in known:
            raise UserError(f"{name} has no option {key!r}: {nearest(key, known)}")
        hint = hints.get(key, parameters[key].annotation)
        _check_option(hint, value, f"{key} of {name}")


def _check_option(hint: Any, value: Any, where: str) -> None:
    """RecipeError unless a value is of the plain kinds that its type hint names, if it does."""
    if get_origin(hint) is not Sequence:
        check_value(hint, value, where)
        return
    if not isinstance(value, (list, tuple)):
        raise UserError(f"{where} must be a list, not {value!r}")
    for item in value:
        check_value(get_args(hint)[0], item, where)


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its kind."""
    return (str(error).splitlines() or [type(error).__name__])[0]
