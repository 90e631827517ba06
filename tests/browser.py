"""A headless Chromium that opens pages from disk, and writes down what they ask for and what goes wrong."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Opened:
    """A page, the addresses that it asked for beside itself and that no policy stopped, and its errors."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What axe has against the page as it stands, in a line each."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine. Without one the test is skipped, or fails where NEEDS_CHROMIUM says so."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "No Chromium on the PATH: the page is tested in one (Debian: apt-get install chromium)"
        (pytest.fail if os.environ.get("NEEDS_CHROMIUM") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        # In a container that runs as root its sandbox can't start; the pages are our own.
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        yield browser
        browser.close()


def opened(browser: Browser, file: Path, width: int = 1280, **choice: Any) -> Opened:
    """Open a page with what is chosen in its address."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    found = Opened(page)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("requestfailed", lambda request: request.failure == "csp" and found.asked.remove(request.url))
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("console", lambda message: found.errors.append(message.text))
    page.on("dialog", lambda dialog: (found.errors.append(dialog.message), dialog.dismiss()))
    page.goto(
        file.as_uri() + ("#" + "&".join(f"{name}={value}" for name, value in choice.items()) if choice else "")
    )
    found.asked = [url for url in found.asked if not url.startswith(file.as_uri())]
    return found
