"""The dashboard in a browser: a screenshot of each tab, and what does not show or asks another machine."""

import sys
from pathlib import Path
from typing import Any

SHOWN_WIDTH, SHOWN_HEIGHT = 1600, 2700
# The page of the login asks for its words and reports what it did; both are sent back to it, with a new session.
QUIET_MS = 4_000


def screenshots(address: str, password: str, browser: str, target: Path) -> None:
    """Each tab as a manager sees it; stops where it asks anything of another machine, or a chart fails.

    The first is `target`, the others have their number behind the name.
    """
    from playwright.sync_api import sync_playwright

    elsewhere: list[str] = []
    failed = 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": SHOWN_WIDTH, "height": SHOWN_HEIGHT})
        page.on("requestfinished", lambda request: _note(request, address, elsewhere))
        page.on("requestfailed", lambda request: _note(request, address, elsewhere))
        _sign_in(page, address, password)
        page.goto(f"{address}/superset/dashboard/fundament/")
        page.wait_for_selector("[data-test=dashboard-content-wrapper], .dashboard-content", timeout=60_000)
        page.wait_for_timeout(8_000)
        tabs = page.locator(".ant-tabs-tab")
        for number in range(tabs.count()):
            tabs.nth(number).click()
            page.wait_for_timeout(2_000)
            page.wait_for_function(
                "() => !document.querySelector('[data-test=loading-indicator], .loading')", timeout=60_000
            )
            page.wait_for_timeout(2_000)
            shown = target.with_stem(f"{target.stem}-{number + 1}") if number else target
            page.screenshot(path=str(shown))
            print(f"  {shown}")
            failed += page.locator("[data-test=error-alert], .ant-alert-error, .missing-chart-container").count()
        chromium.close()
    if failed:
        sys.exit(f"{failed} charts of the dashboard do not show, see {target}")
    if elsewhere:
        sys.exit(f"The dashboard asks other machines: {sorted(set(elsewhere))[:5]}")


def _sign_in(page: Any, address: str, password: str) -> None:
    """By the form. On a busy machine its script may start after it was filled in, and empty it."""
    for _ in range(3):
        page.goto(f"{address}/login/", wait_until="networkidle")
        page.wait_for_timeout(QUIET_MS)
        page.fill("input[name=username], #username", "admin")
        page.fill("input[name=password], #password", password)
        page.keyboard.press("Enter")
        page.wait_for_timeout(QUIET_MS)
        if "/login/" not in page.url:
            return
    sys.exit("Superset does not let the administrator sign in by its form")


def _note(request: Any, address: str, elsewhere: list[str]) -> None:
    """What left the browser for another machine; what the content policy stopped did not leave."""
    stopped = request.failure and ("csp" in request.failure.lower() or "BLOCKED_BY_CSP" in request.failure)
    if not stopped and not request.url.startswith((address, "data:", "blob:")):
        elsewhere.append(f"{request.url} {request.failure or ''}".strip())
