"""`laurel admin`: the desk, on this machine or behind a web server that speaks HTTPS."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from hub.cli.group import hub_option
from hub.cli.say import say
from hub.model import HubError

HOST = "127.0.0.1"
PORT = 8400
_WRONG_USE = 2
_THREADS = 8
_SLACK = 1024 * 1024


@click.command("admin", short_help="Run the desk, where staff and advocates work.")
@click.option("--host", default=HOST, metavar="H", help=f"The address to listen at.  [default: {HOST}]")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, metavar="N", help=f"[default: {PORT}]")
@hub_option
def command(root: Path, host: str, port: int) -> None:
    """Run the desk until Ctrl+C. While there is no owner, each start prints the link that makes the owner's account.

    To reach it from elsewhere put a web server before it that speaks HTTPS, and set `[desk] url` in hub.toml.
    """
    from admin import MAX_UPLOAD, create_app
    from admin.clock import start_clock
    from hub.publish.wishing import require_hub

    require_hub(root)
    listening = listen(host, port)
    address = _address(host, listening.getsockname()[1])
    try:
        app = create_app(root, address=address)
        server = _server(app, listening, MAX_UPLOAD + _SLACK)
        _tell(app, host, address)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager ends it as Ctrl+C does
        clock = start_clock(app)
        try:
            server.run()  # returns on Ctrl+C
        finally:
            clock.stop()
            server.close()
    finally:
        listening.close()
    say("Stopped.")


def listen(host: str, port: int) -> socket.socket:
    """A socket at `host` and `port`. Raises HubError in words when that cannot be."""
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, proto)
    except OSError as error:
        raise HubError(f"{host} is no address of this machine ({error.strerror}).", status=_WRONG_USE) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(128)
    except OSError as error:
        made.close()
        raise HubError(
            f"Port {port} at {host} cannot be used ({error.strerror}). Is a desk running there already? "
            "Name another port with --port.",
            status=_WRONG_USE,
        ) from None
    return made


def _address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    try:
        if ipaddress.ip_address(host).is_unspecified:
            host = HOST
    except ValueError:
        pass
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _server(app: Any, listening: socket.socket, most: int) -> Any:
    """Waitress before `app`. It believes what a web server on this machine says of who asks, and nobody else."""
    import waitress

    return waitress.create_server(
        app,
        sockets=[listening],
        threads=_THREADS,
        ident=None,
        max_request_body_size=most,
        url_prefix=urlsplit(app.extensions["laurel.desk"].settings.desk.url or "").path.rstrip("/"),
        trusted_proxy=os.environ.get("LAUREL_TRUSTED_PROXY", "127.0.0.1"),
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
        clear_untrusted_proxy_headers=True,
    )


def _tell(app: Any, host: str, address: str) -> None:
    from hub.actions.entering import owner_token
    from hub.actions.links import link_path

    desk = app.extensions["laurel.desk"]
    desk.note_address()
    reached = desk.url
    if not _is_this_machine(host) and not reached.startswith("https:"):
        say(
            "Careful: other machines can reach this address, and what is typed goes to it unencrypted. Put a web "
            "server that speaks HTTPS before it and set `[desk] url`, or leave --host out."
        )
    say(
        f"The desk is at {address}"
        + (f", for everybody at {reached}" if reached != address else "")
        + " (Ctrl+C ends it)."
    )
    token = owner_token(desk)
    if token is not None:
        say("It has no owner yet. This link makes the owner's account; it works once, for 7 days:")
        click.echo(reached.rstrip("/") + link_path(token))
