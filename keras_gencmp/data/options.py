"""Options of a dataset's name: ``folder:PATH?fit=crop&background=black`` as plain data.

They are part of the name, so that a run's recipe keeps them and every verb takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal, get_args, get_type_hints
from urllib.parse import quote, unquote

from keras_gencmp.errors import UserError

Fit = Literal["pad", "crop", "stretch"]
Background = Literal["auto", "white", "black"]


@dataclass(frozen=True)
class Options:
    """How images are brought into shape, and under which names arrays are found.

    ``fit`` says what becomes of oblong images, ``background`` what shows through transparent ones
    (``auto``: what the ink stands out from), ``range`` the values of black and white ("0,4095"),
    ``splits`` "none" that folders called train and test are classes. ``labels`` "none" leaves out
    all labels; otherwise the other fields are keys of an archive or columns of a table.
    """

    fit: Fit = "pad"
    background: Background = "auto"
    range: str = ""
    splits: Literal["", "none"] = ""
    skip_unreadable: Literal["", "yes"] = ""
    images: str = ""
    labels: str = ""
    validation_images: str = ""
    validation_labels: str = ""
    test_images: str = ""
    test_labels: str = ""

    @property
    def opaque(self) -> Background:
        """The background, white unless it is named, where nothing can be looked at before."""
        return "white" if self.background == "auto" else self.background

    @property
    def limits(self) -> tuple[float, float] | None:
        """The values of black and white that the user gave, or None."""
        return _limits(self.range) if self.range else None


NAMES = tuple(field.name for field in fields(Options))


def split(dataset: str) -> tuple[str, str]:
    """A dataset's name without its options, and the options as they are written.

    A question mark belongs to a path if there is such a path, or if no option follows it.
    """
    bare, mark, query = dataset.rpartition("?")
    whole = (dataset, dataset.partition(":")[2])
    if not mark or not _is_query(query) or any(map(_exists, whole)):
        return dataset, ""
    return bare, query


def parse(query: str) -> Options:
    """The options that a query describes; UserError for one that is none."""
    given: dict[str, str] = {}
    for item in filter(None, query.split("&")):
        name, equals, value = item.partition("=")
        name = _name(name)
        if name not in NAMES:
            raise UserError(f"unknown option {name!r} of a dataset: choose from {', '.join(NAMES)}")
        if name in given:
            raise UserError(f"the option {name} is given twice: leave out one of them")
        given[name] = unquote(value) if equals else "yes"
    return _checked(given)


def names_in(query: str) -> list[str]:
    """The names of the options that a query sets."""
    return [_name(item.partition("=")[0]) for item in query.split("&") if item]


def only(query: str, names: Iterable[str]) -> str:
    """The part of a query that sets options of some names."""
    items = filter(None, query.split("&"))
    return "&".join(item for item in items if _name(item.partition("=")[0]) in names)


def separate(argument: str) -> tuple[str, Options]:
    """What stands after the colon of a dataset's name as a path or name, and the options."""
    bare, query = split(argument)
    return bare, parse(query)


def write(dataset: str, changes: Mapping[str, str]) -> str:
    """A dataset's name with some options set; those of "" are left as they are."""
    bare, query = split(dataset)
    given = {name: value for name, value in changes.items() if value}
    options = replace(parse(query), **given) if given else parse(query)
    _checked({name: getattr(options, name) for name in NAMES})
    usual = Options()
    texts = [
        f"{name}={quote(getattr(options, name), safe=',-.')}"
        for name in NAMES
        if getattr(options, name) != getattr(usual, name)
    ]
    return f"{bare}?{'&'.join(texts)}" if texts else bare


def _exists(path: str) -> bool:
    return bool(path) and Path(path).expanduser().exists()


def _name(text: str) -> str:
    return text.strip().replace("-", "_")


def _is_query(query: str) -> bool:
    """Whether a text has the form of options; a misspelt name of one counts, a path does not."""
    names = [item.partition("=")[0] for item in query.split("&")]
    return bool(query) and all(_name(name).isidentifier() for name in names) and "/" not in names[0]


def _checked(given: Mapping[str, str]) -> Options:
    hints = get_type_hints(Options)
    for name, value in given.items():
        choices = [choice for choice in get_args(hints[name]) if choice]
        if choices and value not in get_args(hints[name]):
            raise UserError(f"{name}={value} is unknown: choose from {', '.join(choices)}")
    if given.get("range"):
        _limits(given["range"])
    _refuse_alone(given)
    return replace(Options(), **given)


def _refuse_alone(given: Mapping[str, str]) -> None:
    """UserError where an option does nothing without another one."""
    pairs = [(f"{split}_images", "images") for split in ("validation", "test")]
    pairs += [(f"{split}_labels", f"{split}_images") for split in ("validation", "test")]
    for name, other in pairs:
        if given.get(name) and not given.get(other):
            raise UserError(
                f"{name}={given[name]} does nothing without {other}: name that array too, as in "
                f"?{other}=KEY&{name}={given[name]}"
            )


def _limits(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        low = high = 0.0
    if not -1e30 < low < high < 1e30:
        raise UserError(f"range={text} is no range: give two numbers, as in range=0,4095")
    return low, high
