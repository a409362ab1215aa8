"""Headers of every answer, the session's cookie and the desk's own secret."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError

from hub.model import HubError

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_SECRET_LENGTH = 32
"""Characters of a key, at least."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_READING = ("GET", "HEAD", "OPTIONS", "TRACE")
_PREVIEWS = "/preview/"
"""Addresses under which pages in the hub's look are shown in a frame of the desk: no script at all there."""


def secret_key(data: Path) -> bytes:
    """The key that signs sessions, from `LAUREL_SECRET` or `data/secret.key`, made at the first start."""
    given = os.environ.get("LAUREL_SECRET")
    if given:
        if len(given) < _SECRET_LENGTH:
            raise HubError(
                f"LAUREL_SECRET has {len(given)} characters; sessions signed with it could be forged. "
                f"Use at least {_SECRET_LENGTH} that nobody can guess, or leave it out."
            )
        return given.encode()
    place = data / "secret.key"
    data.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _whole(place)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return _whole(place)


def _whole(place: Path) -> bytes:
    """The key in `place`; another process may be about to write it."""
    for _ in range(100):
        key = place.read_bytes()
        if len(key) >= _SECRET_LENGTH:
            return key
        time.sleep(0.02)
    raise HubError(f"{place} holds no whole key. Remove it and start again: everybody then signs in once more.")


def guard(app: Flask, *, secure: bool) -> None:
    """Set the cookie's rules and add the security headers; `secure` when the desk is reached by https."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-laurel" if secure else "laurel",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )

    @app.before_request
    def refuse_other_sites() -> None:
        """Browsers tell where a form was sent from; one from another site is never ours."""
        if request.method not in _READING and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise CSRFError("sent from another site")

    @app.after_request
    def add_headers(response: Response) -> Response:
        policy = dict(_POLICY)
        if request.path.startswith(_PREVIEWS):
            policy |= {"script-src": "'none'", "form-action": "'none'", "frame-ancestors": "'self'"}
        response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Frame-Options"] = "SAMEORIGIN" if request.path.startswith(_PREVIEWS) else "DENY"
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "assets.static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
