"""A real browser, and small pages of every kind that it opens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_pages
from study_fixtures import made_small

from keras_gencmp.evaluation import baselines, measure, sufficiency


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no Chromium: install it to test the pages in a browser")
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Pages:
    """Pages by their kind, each written when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.written = folder, {}

    def __getitem__(self, kind: str) -> Path:
        if kind not in self.written:
            with pytest.MonkeyPatch.context() as patch:  # no longer than a page is made
                patch.setenv("GENCMP_CACHE", str(self.folder / "cache"))
                patch.setattr(sufficiency, "least", lambda metric, protocol: 0)
                patch.setattr(measure, "require_each_class", lambda loaded, inputs: None)
                patch.setattr(baselines, "REPEATED_FROM", 0)
                made_small(patch)
                self.written[kind] = self._write(kind)
        return self.written[kind]

    def _write(self, kind: str) -> Path:
        makers = {
            "tables": lambda: small_pages.tables(self.folder / "tables"),
            "plane": lambda: small_pages.explored(self.folder / "plane.html", 1),
            "planes": lambda: small_pages.explored(self.folder / "planes.html", 3),
            "report": lambda: small_pages.reported(self.folder / "report"),
            "decoded": lambda: small_pages.decoded(self.folder / "decoded.html"),
            "comparison": lambda: small_pages.compared(self.folder / "comparison"),
            "augmentation": lambda: small_pages.augmented(self.folder / "augmentation"),
        }
        return makers[kind]()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A page of each kind by its name."""
    return Pages(tmp_path_factory.mktemp("pages"))
