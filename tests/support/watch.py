"""A browser that opens many pages with its eyes on script: whatever runs, or could run on a click, is told."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

HOOK = """
(() => {
  const cry = what => { try { (top.__cries ??= []).push(what + ' in ' + location.href); } catch (e) { throw e; } };
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'eval', 'Function'])
    window[name] = new Proxy(window[name], {
      apply: (_, __, given) => { cry(name + '(' + String(given[0]).slice(0, 80) + ')'); },
      construct: (made, given) => { cry('new ' + name); return () => 0; },
    });
  for (const name of ['setTimeout', 'setInterval']) {
    const real = window[name];
    window[name] = (what, ...more) => typeof what === 'string' ? cry(name + ' with a text') : real(what, ...more);
  }
  for (const name of ['write', 'writeln']) Document.prototype[name] = function () { cry('document.' + name); };
})();
//# sourceURL=watch-hook.js
"""
SWEEP = """
const ADDRESSES = 'href src action formaction xlink:href data poster srcdoc background ping'.split(' ');
const CODE = /^(javascript|vbscript|data:(text\\/html|application\\/xhtml|image\\/svg|text\\/xml))/;
const MOVED = /^<meta http-equiv="refresh" content="0; url=https:\\/\\/hub\\.example\\/[^"]*">$/;
function sweep(doc, frames) {
  const found = [], told = e => e.outerHTML.slice(0, 160);
  const within = e => e.localName === 'template' ? [e, ...all(e.content)] : [e];
  const all = root => [...root.querySelectorAll('*')].flatMap(within);
  const away = address => new URL(address, location.href).origin !== location.origin;
  const pages = ['object', 'embed', 'applet', 'frame', 'frameset', 'portal'];
  for (const e of all(doc)) {
    for (const a of e.attributes) {
      if (a.name.startsWith('on')) found.push('handler ' + told(e));
      if (a.name === 'style') found.push('style ' + told(e));
      if (!ADDRESSES.includes(a.name)) continue;
      const value = a.value.replace(/[\\u0000-\\u0020\\u007f-\\u00a0\\u200b\\u2028\\u2029\\ufeff]/g, '').toLowerCase();
      if (CODE.test(value)) found.push('code as an address ' + told(e));
    }
    const name = e.localName;
    if (name === 'script') {
      if (e.type === 'application/ld+json' || e.type === 'application/json') {
        try { JSON.parse(e.textContent); } catch (wrong) { found.push('broken data ' + told(e)); }
      } else if (!e.hasAttribute('src')) found.push('inline script ' + told(e));
      else if (away(e.getAttribute('src'))) found.push('foreign script ' + told(e));
    } else if (name === 'meta' && MOVED.test(e.outerHTML)) continue;
    else if (name === 'base' || (name === 'meta' && e.httpEquiv)) found.push('page-wide ' + told(e));
    else if (pages.includes(name)) found.push('holds a page ' + told(e));
    else if (name === 'iframe' && !(frames && (e.getAttribute('src') || '').startsWith('/preview/')
             && e.getAttribute('sandbox') === 'allow-same-origin' && !e.hasAttribute('srcdoc')))
      found.push('iframe ' + told(e));
  }
  return found;
}
async function leaf(urls, frames) {
  const seen = [], waiting = [...urls];
  async function read() {
    for (let url; (url = waiting.shift()) !== undefined;) {
      const text = await (await fetch(url)).text();
      seen.push({ url, found: sweep(new DOMParser().parseFromString(text, 'text/html'), frames), links: [] });
    }
  }
  await Promise.all(Array.from({ length: 4 }, read));
  return JSON.stringify(seen);
}
async function tour(urls, frames, width) {
  const seen = [], waiting = [...urls];
  async function walk() {
    for (let url; (url = waiting.shift()) !== undefined;) {
      const frame = document.createElement('iframe');
      frame.style = 'display: none';
      const came = new Promise(done => { frame.onload = () => done(true); setTimeout(() => done(false), 120000); });
      frame.src = url;
      document.body.append(frame);
      const whole = await came;
      await new Promise(done => setTimeout(done, 0));
      const doc = frame.contentDocument;
      const one = { url, found: whole ? [] : ['never came'], links: [] };
      if (!doc) one.found.push('went elsewhere');
      else {
        one.found.push(...sweep(doc, frames));
        const inside = [...doc.querySelectorAll('a[href]')].filter(a => a.origin === location.origin);
        one.links.push(...inside.map(a => a.pathname + a.search));
      }
      seen.push(one);
      frame.remove();
    }
  }
  await Promise.all(Array.from({ length: width }, walk));
  return JSON.stringify(seen);
}
"""
STILL = [*"*.png *.png?* *.webp *.webp?* *.jpg *.jpeg *.gif *.woff2 *.css *.css?* */face?* */small/* */raw/*".split()]
"""Addresses that fail at once: pictures that do not come are what handlers of broken pictures wait for."""
CHUNK = 120


@dataclass
class Seen:
    """What a tour found: pages opened, where their links lead, and everything that ran or could."""

    pages: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


class Watch:
    """One tab that opens pages of one site, several at a time in frames, and notes all script that is parsed or runs.

    `own` says which scripts belong to the site, by address.
    """

    def __init__(self, browser: Any, host: str, own: re.Pattern[str], *, frames: bool = False) -> None:
        self.faults: list[str] = []
        self._own, self._frames = own, frames
        self._context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
        self._context.add_init_script(HOOK)
        self._page = self._context.new_page()
        self._page.on("dialog", self._dialog)
        self._page.goto(host, wait_until="domcontentloaded")
        self._devtools = self._context.new_cdp_session(self._page)
        self._devtools.on("Debugger.scriptParsed", self._parsed)
        self._devtools.send("Network.enable")
        self._devtools.send("Network.setBlockedURLs", {"urls": STILL})
        self._devtools.send("Debugger.enable")
        self.faults.clear()
        self._run(f"document.body.replaceChildren(); {SWEEP}")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _parsed(self, event: dict[str, Any]) -> None:
        """A script was parsed: one of the site's files, the watch's own, or one that should not be there."""
        url, aux = event["url"], event.get("executionContextAuxData") or {}
        if aux.get("type") == "isolated" or url in ("watch-hook.js", "watch-run.js") or self._own.search(url):
            return
        self.faults.append(
            f"a script was parsed at {url!r}, line {event['startLine']}, {event.get('length')} characters"
        )

    def _run(self, code: str) -> Any:
        answer = self._devtools.send(
            "Runtime.evaluate",
            {"expression": f"{code}\n//# sourceURL=watch-run.js", "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def tour(self, urls: Iterable[str], width: int = 6) -> Seen:
        """Open every address, `width` at a time; what is found in a page, and what ran in any."""
        return self._each("tour", urls, self._frames, width)

    def leaf(self, urls: Iterable[str]) -> Seen:
        """Read every address as a browser reads HTML, and look for what could run, but open none: much quicker."""
        return self._each("leaf", urls, self._frames)

    def _each(self, how: str, urls: Iterable[str], *more: object) -> Seen:
        seen, every = Seen(), list(urls)
        for at in range(0, len(every), CHUNK):
            given = json.dumps([every[at : at + CHUNK], *more])
            for one in json.loads(self._run(f"{how}(...{given})")):
                seen.pages.append(one["url"])
                seen.links |= set(one["links"])
                seen.faults += [f"{one['url']}: {fault}" for fault in one["found"]]
        seen.faults += self._run("(top.__cries ??= []).splice(0)")
        seen.faults += self.faults
        self.faults.clear()
        return seen

    def close(self) -> None:
        """Close the tab."""
        self._context.close()


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """A test's output is no access log."""


KEPT = "/-kept/"


@contextmanager
def open_doors(app: Any, cookie: Callable[[], str], kept: Sequence[str]) -> Iterator[str]:
    """Serve a desk without its defences: signed in as `cookie` says, no content policy, to be shown in frames.

    `kept` are answers to forms and searches; they stand at `/-kept/NUMBER`, and a blank page at `/-kept/`.
    """
    dropped = ("content-security-policy", "x-frame-options", "cross-origin-opener-policy")

    def doors(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(KEPT):
            number = environ["PATH_INFO"].removeprefix(KEPT)
            body = (kept[int(number)] if number else "<!doctype html><title>-</title>").encode("utf-8", "replace")
            start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
            return [body]
        environ["HTTP_COOKIE"] = cookie()

        def bare(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [(name, value) for name, value in headers if name.lower() not in dropped], *more)

        return app(environ, bare)  # type: ignore[no-any-return]  # a WSGI app has no types

    server = make_server("127.0.0.1", 0, doors, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
