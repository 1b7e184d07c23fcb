"""The results in README.md, written anew from the files that the benchmarks left behind.

``bin/benchmark training --json benchmarks/results/training.json`` leaves such a file, and
``bin/benchmark results`` puts all of them into the page: no number there is typed by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import click

from benchmarks.report import Benchmark, section
from keras_gencmp import runs

FOLDER = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "README.md"
BLOCK = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- end of results -->)", re.S)


def renewed(page: str) -> str:
    """The page with every result that the folder holds, in the order of their file names."""
    tables = [section(runs.read_json(path)) for path in sorted(FOLDER.glob("*.json"))]
    return BLOCK.sub(lambda block: "\n".join(["", *tables, ""]), page)


@click.command(cls=Benchmark)
def main() -> None:
    """Write the results of benchmarks/README.md anew, from the files in benchmarks/results."""
    runs.write_text(PAGE, renewed(PAGE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
