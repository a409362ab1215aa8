"""What every answer of the desk carries, and what it refuses whoever asks."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from admin import create_app
from admin.addresses import absolute
from admin.security import secret_key
from hub.actions.permissions import ANYONE
from hub.model import HubError
from tests.admin.support import DeskHub, TestClock
from tests.support.hubs import HUB_TOML

Client = Callable[[str | None], FlaskClient]
TEMPLATES = Path(__file__).resolve().parents[2] / "admin" / "templates"
HTTPS = HUB_TOML.replace("[program]", '[desk]\nurl = "https://desk.hub.example/"\n\n[program]')


@pytest.fixture
def guarded(desk_hub: DeskHub) -> DeskHub:
    """The desk as it runs: forms need their token."""
    desk_hub.app.config["WTF_CSRF_ENABLED"] = True
    return desk_hub


def fill_in(rule: Rule) -> dict[str, str | int]:
    """Some value for each part of a rule that its address can be built with."""
    found: dict[str, str | int] = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if hasattr(converter, "items"):
            found[name] = sorted(converter.items)[0]
        else:
            found[name] = 7 if converter.regex == r"\d+" else "thing"
    return found


def posts(app: Flask) -> list[str]:
    """The address of every page that takes a form."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
        return sorted({adapter.build(rule.endpoint, fill_in(rule), method="POST") for rule in rules})


def test_no_form_is_taken_without_its_token_from_anybody(guarded: DeskHub) -> None:
    addresses = posts(guarded.app)
    assert len(addresses) > 10
    before = guarded.desk.records.generation
    for client in (guarded.client("owner"), guarded.client("noor"), guarded.client()):
        for address in addresses:
            answer = client.post(address, data={"csrf_token": "made-up"})
            assert answer.status_code == 400, address
            assert "open too long" in answer.text
    assert guarded.desk.records.generation == before


def test_a_form_with_its_token_is_taken_except_from_another_site(guarded: DeskHub) -> None:
    client = guarded.client("noor")
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)
    assert token
    form = {"csrf_token": token[1], "name": "Noor H."}
    refused = client.post("/account", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 400
    assert client.post("/account", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    other = guarded.client("kenji")
    assert other.post("/account", data=form).status_code == 400


def test_every_answer_carries_the_headers_that_keep_it_safe(desk_hub: DeskHub, desk_client: Client) -> None:
    asked = [
        (desk_client("owner"), "/account", 200),
        (desk_client("noor"), "/program/accounts/", 403),
        (desk_client(None), "/nowhere", 404),
        (desk_client(None), "/account", 303),
        (desk_client(None), "/sign-in", 200),
        (desk_client(None), "/brand.css", 200),
        (desk_client(None), "/static/css/base.css", 200),
    ]
    for client, path, status in asked:
        answer = client.get(path)
        assert answer.status_code == status, path
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert "unsafe" not in str(policy)
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        cached = path.startswith(("/static/", "/brand.css"))
        assert ("no-store" in answer.headers["Cache-Control"]) != cached
    assert "immutable" in desk_client(None).get("/static/css/base.css?v=1").headers["Cache-Control"]


def test_no_template_needs_what_the_policy_forbids() -> None:
    seen = 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        seen += 1
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        for tag in re.findall(r"<[a-z][^>]*>", text, re.DOTALL):
            assert not re.search(r"\s(style|on[a-z]+)\s*=", tag), f"{path}: {tag}"
        assert "<style" not in text, path
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", text), path
        assert "javascript:" not in text, path
    assert seen > 10


def test_what_people_typed_never_becomes_markup(desk_hub: DeskHub, desk_client: Client) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    desk_client("noor").post("/account", data={"name": hostile})
    assert desk_hub.account("noor").name == hostile
    for who, path in (("noor", "/account"), ("owner", "/program/accounts/"), ("owner", "/program/activity/")):
        page = desk_client(who).get(path).text
        assert "onerror=alert(1)&gt;" in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"onerror=alert\(1\)[^<]*", page)[0]


def test_addresses_follow_no_host_that_a_request_makes_up(desk_hub: DeskHub) -> None:
    for who, path in (
        (None, "/account"),
        (None, "/sign-in"),
        ("owner", "/account"),
        ("owner", "/program/accounts/new"),
    ):
        answer = desk_hub.client(who).get(
            path, base_url="http://evil.example/", headers={"X-Forwarded-Host": "evil.example"}
        )
        assert "evil.example" not in answer.text + str(answer.headers), path
    form = {"email": "uma@hub.example", "role": "editor", "name": "", "handles": ""}
    client = desk_hub.client("owner")
    made = client.post(
        "/program/accounts/new", data=form, base_url="http://localhost/", headers={"X-Forwarded-Host": "evil.example"}
    )
    assert "http://desk.example/enter/" in made.text
    assert "evil.example" not in made.text


def test_a_desk_below_a_path_keeps_to_it(make_hub: Callable[..., Path], clock: TestClock) -> None:
    below = HTTPS.replace('hub.example/"\n\n', 'hub.example/desk/"\n\n')
    hub = create_app(make_hub({"hub.toml": below}), now=clock)
    with hub.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/desk"}):
        assert absolute("/enter/abc") == absolute("/desk/enter/abc") == "https://desk.hub.example/desk/enter/abc"
    for path in ("/sign-in", "/nowhere"):
        page = hub.test_client().get(path, environ_overrides={"SCRIPT_NAME": "/desk"}).text
        found = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert found
        assert all(address.startswith("/desk/") for address in found)


def test_a_notice_leads_back_to_a_page_of_the_desk_only(desk_hub: DeskHub) -> None:
    client = desk_hub.client("owner")
    for came, leads in [
        ("http://localhost/program/accounts/?q=a", "/program/accounts/?q=a"),
        ("http://evil.example/program/", "/"),
        ("http://localhost//evil.example/", "/"),
        ("", "/"),
    ]:
        answer = client.post("/notices/n/dismiss", headers={"Referer": came} if came else {})
        assert answer.headers["Location"] == leads


def test_the_sessions_cookie_is_out_of_reach_of_script_and_other_sites(desk_client: Client) -> None:
    cookie = desk_client(None).get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("laurel=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_is_bound_to_it_and_so_is_the_browser(
    make_hub: Callable[..., Path], clock: TestClock
) -> None:
    app = create_app(make_hub({"hub.toml": HTTPS}), now=clock)
    answer = app.test_client().get("/sign-in", base_url="https://desk.hub.example/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-laurel=")
    assert "Secure" in cookie
    assert "Path=/;" in f"{cookie};"
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_sent_over_https_by_a_browser_that_names_no_page_before_is_taken(
    make_hub: Callable[..., Path], clock: TestClock
) -> None:
    client = create_app(make_hub({"hub.toml": HTTPS}), now=clock).test_client()
    base = "https://desk.hub.example/"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in", base_url=base).text)
    assert token
    form = {"csrf_token": token[1], "email": "ines@hub.example", "password": "any words at all"}
    assert client.post("/sign-in", base_url=base, data=form).status_code == 422


def test_a_session_signed_with_another_key_opens_nothing(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    assert client.get("/account").status_code == 200
    desk_hub.app.secret_key = b"another key of some length, made up"
    assert client.get("/account").status_code == 303


def test_a_session_of_an_account_that_is_gone_or_ended_opens_nothing(desk_hub: DeskHub) -> None:
    client = desk_hub.client("noor")
    for epoch in (None, -1, 99):
        with client.session_transaction() as session:
            session["epoch"] = epoch
        assert client.get("/account").status_code == 303


def test_the_key_is_made_once_and_only_the_desk_may_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAUREL_SECRET", raising=False)
    key = secret_key(tmp_path / "data")
    assert len(key) >= 32
    assert secret_key(tmp_path / "data") == key
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600
    assert secret_key(tmp_path / "other") != key


def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREL_SECRET", "secret")
    with pytest.raises(HubError, match="at least 32"):
        secret_key(tmp_path)
    monkeypatch.setenv("LAUREL_SECRET", "x" * 32)
    assert secret_key(tmp_path) == b"x" * 32


def test_what_is_too_large_is_told_in_words(desk_hub: DeskHub, desk_client: Client) -> None:
    desk_hub.app.config["MAX_CONTENT_LENGTH"] = 2000
    answer = desk_client("noor").post("/account", data={"name": "x" * 3000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("name", ["../__init__.py", "..%2f__init__.py", "css/../../gate.py", "/etc/passwd", "css"])
def test_assets_lead_to_nothing_but_assets(desk_client: Client, name: str) -> None:
    answer = desk_client(None).get(f"/static/{name}")
    assert answer.status_code in (308, 404)
    assert "import" not in answer.text


def test_a_fault_shows_nobody_how_the_desk_is_made(
    desk_hub: DeskHub, desk_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr("hub.actions.accounts.set_name", broken)
    answer = desk_client("noor").post("/account", data={"name": "Noor"})
    assert answer.status_code == 500
    assert "in its log" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_only_the_way_in_and_the_look_of_it_are_open_to_everybody(desk_hub: DeskHub) -> None:
    from admin.gate import gate_of

    app = desk_hub.app
    gates = {rule.endpoint: gate_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    open_ = {endpoint for endpoint, gate in gates.items() if gate is not None and gate[0] == ANYONE}
    assets = {"assets.static", "assets.brand", "assets.font"}
    assert open_ == {"entry.sign_in", "entry.ask_link", "entry.enter", *assets}
