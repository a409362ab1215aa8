"""`laurel serve`: the hub as it would be built, live."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import click

from hub.cli.group import hub_option
from hub.cli.say import plural, say, tell_problems
from hub.model import HubError

_HOST = "127.0.0.1"
_PORT = 8000
_TRIES = 50
_WRONG_USE = 2


@click.command("serve", short_help="Look at the hub while you change it.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help=f"[default: {_PORT}, or the next free one]")
@click.option("--drafts", is_flag=True, help="Show drafts and posts not yet due, too.")
@click.option("--date", "date", metavar="WHEN", help="As of this date or time.  [default: now]")
@hub_option
def command(root: Path, port: int | None, drafts: bool, date: str | None) -> None:
    """Serve the hub on this machine only; open pages load again as files change."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    from hub.cli.build import default_jobs
    from hub.cli.live import Live, watch_hub
    from hub.paths import theme_dir
    from hub.publish.wishing import Wish, require_hub

    class Quiet(WSGIRequestHandler):
        """Says nothing for each request."""

        def log(self, type: str, message: str, *args: Any) -> None:
            """Nothing."""

    require_hub(root)
    listening = listen(port)
    stop = threading.Event()
    live = Live(root, Wish(date, drafts=drafts), _tell)
    live.refresh(default_jobs())
    server = make_server(_HOST, 0, live, threaded=True, request_handler=Quiet, fd=listening.fileno())
    watcher = threading.Thread(target=watch_hub, args=(root, theme_dir(), live.refresh, stop), daemon=True)
    watcher.start()
    try:
        say(f"The hub is at http://{_HOST}:{listening.getsockname()[1]}{live.base_path}/ (Ctrl+C ends it).")
        server.serve_forever()  # returns on Ctrl+C
        say("Stopped.")
    finally:
        stop.set()
        server.server_close()


def listen(port: int | None) -> socket.socket:
    """A socket on this machine's own address: on `port`, or on the first free one from 8000 on."""
    if port is not None:
        try:
            return _bind(port)
        except OSError as error:
            what = f"Port {port} cannot be used ({error.strerror}). Name another with --port, or leave it out."
            raise HubError(what, status=_WRONG_USE) from None
    for candidate in range(_PORT, _PORT + _TRIES):
        try:
            found = _bind(candidate)
        except OSError:
            continue
        if candidate != _PORT:
            say(f"Port {_PORT} is taken, so this is on {candidate}.")
        return found
    raise HubError(f"No port from {_PORT} to {_PORT + _TRIES - 1} is free. Name one with --port.", status=_WRONG_USE)


def _bind(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((_HOST, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made


def _tell(error: HubError | None, opened: Any) -> None:
    if error is not None:
        tell_problems(error.problems)
        say(str(error))
        return
    tell_problems(opened.warnings)
    posts, people = len(opened.snapshot.posts), len(opened.snapshot.advocates)
    say(f"Read {plural(posts, 'post')} and {plural(people, 'advocate')}.")
