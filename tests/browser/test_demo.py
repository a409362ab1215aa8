"""The demo hub and the smallest hub, looked at as people look at them: phone and desktop, light and dark, no script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from hub.content import load
from hub.web import create_app, page_list
from hub.web.routes import ROUTES
from tests.conftest import DEMO_NOW

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
PATIENCE = 500
"""How often to look whether a page's pictures have come, every 20 ms."""
ORIGIN = re.compile(r"^https?://[^/]+")


def pages_by_endpoint(folder: Path) -> dict[str, list[str]]:
    """Every page of a hub, by the route that makes it: the page list is what the freezer follows."""
    found: dict[str, list[str]] = {route.endpoint: [] for route in ROUTES if route.kind == "page"}
    for address in page_list(create_app(load(folder).sound(), DEMO_NOW)):
        if address.kind == "page":
            found[address.endpoint].append(address.path)
    return found


def of_each_kind(folder: Path) -> list[str]:
    """For each route its smallest and its largest page: the emptiest and the most crowded of a kind."""

    def size(path: str) -> tuple[int, str]:
        file = folder / "public" / path.lstrip("/")
        return (file if file.suffix else file / "index.html").stat().st_size, path

    chosen = [pick(paths, key=size) for paths in pages_by_endpoint(folder).values() if paths for pick in (min, max)]
    return sorted(set(chosen))


class Visit:
    """A page opened in a browser that notes every complaint."""

    def __init__(self, browser: Any, root: str, **options: Any) -> None:
        self.root = root
        self.complaints: list[str] = []
        self.context = browser.new_context(reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # An icon still on its way when the next page is opened is given up by the browser, not by the hub.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response: Any) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def open(self, address: str) -> Any:
        """Go there, bring lazy pictures in, and come back with the page."""
        self.page.goto(self.root + address, wait_until="load")
        self.page.evaluate("for (const image of document.images) image.loading = 'eager'")
        for _ in range(PATIENCE):
            if self.page.evaluate("[...document.images].every(image => image.complete)"):
                break
            self.page.wait_for_timeout(20)
        return self.page

    def close(self) -> None:
        self.context.close()


MISSING_PICTURES = (
    "[...document.images].filter(i => !(i.complete && i.naturalWidth > 0)).map(i => i.currentSrc || i.src)"
)
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map(e => e.tagName + '.' + e.className);
}"""


@pytest.fixture(params=["demo", "sparse"])
def hub(request: pytest.FixtureRequest, serve: Callable[..., str]) -> Iterator[tuple[Path, str]]:
    """Each hub's folder, and where what it published is served."""
    folder: Path = request.getfixturevalue(f"{request.param}_hub")
    yield folder, serve(folder / "public")


def test_the_demo_has_every_kind_of_page(demo_hub: Path) -> None:
    assert [endpoint for endpoint, paths in pages_by_endpoint(demo_hub).items() if not paths] == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_kind_of_page_is_whole_without_script(
    hub: tuple[Path, str], browser: Any, size: dict[str, int], colours: str
) -> None:
    folder, root = hub
    visit = Visit(browser, root, viewport=size, color_scheme=colours, java_script_enabled=False)
    try:
        for address in of_each_kind(folder):
            page = visit.open(address)
            assert page.locator("h1").count() == 1, f"{address} has one h1"
            assert page.evaluate(MISSING_PICTURES) == [], address
            assert page.evaluate(TOO_WIDE) == [], f"{address} is wider than a screen of {size['width']} px"
            assert visit.complaints == [], address
    finally:
        visit.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_is_kept_out(hub: tuple[Path, str], browser: Any, size: dict[str, int], colours: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    folder, root = hub
    visit = Visit(browser, root, viewport=size, color_scheme=colours, bypass_csp=True)
    try:
        for address in of_each_kind(folder):
            found = Axe().run(visit.open(address)).response["violations"]
            told = [
                f"{v['id']}: {n['html'][:160]} {n.get('failureSummary', '')[:240]}" for v in found for n in v["nodes"]
            ]
            assert told == [], address + "\n" + "\n".join(told)
            assert visit.complaints == [], address
    finally:
        visit.close()


def test_a_hub_under_a_path_has_no_lost_link(
    demo_hub: Path, tmp_path: Path, serve: Callable[..., str], browser: Any
) -> None:
    from hub.publish import build

    build(demo_hub, out=tmp_path / "out", now=DEMO_NOW, base_url="https://people.example/hub/")
    root = serve(tmp_path / "out", "/hub")
    visit = Visit(browser, root, viewport=DESKTOP, java_script_enabled=False)
    try:
        for address in ("/", "/posts/", "/advocates/", "/recognition/"):
            page = visit.open(address)
            inside = page.evaluate("[...document.links].map(a => a.href).filter(h => h.startsWith(location.origin))")
            assert [h for h in inside if not ORIGIN.sub("", h).startswith("/hub/")] == [], address
            assert visit.complaints == [], address
    finally:
        visit.close()


def test_the_keyboard_reaches_the_text_first(demo_hub: Path, serve: Callable[..., str], browser: Any) -> None:
    visit = Visit(browser, serve(demo_hub / "public"), viewport=DESKTOP)
    try:
        page = visit.open("/")
        page.keyboard.press("Tab")
        target = page.evaluate("document.activeElement.getAttribute('href')")
        assert target and target.startswith("#")
        assert page.locator(target).count() == 1
    finally:
        visit.close()


def test_the_sitemap_lists_only_pages_that_are_there(demo_hub: Path) -> None:
    tree = ElementTree.parse(demo_hub / "public/sitemap.xml")
    listed = [unquote(ORIGIN.sub("", node.text or "")) for node in tree.iter() if node.tag.endswith("}loc")]
    assert listed
    assert set(listed) <= {path for paths in pages_by_endpoint(demo_hub).values() for path in paths}
