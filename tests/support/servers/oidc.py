"""An office's own sign-in: a provider of OpenID Connect from a package, which can be made to say what is not so."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT = "kamnot"
SECRET = "s3cret-of-the-client"


def new_key(kid: str = "other") -> ECKey:
    """A key that the provider does not show, unless it is told to."""
    return ECKey.generate_key("P-256", {"kid": kid})


_SAID = ("alter_claims", "signs", "header", "shows", "discovery", "userinfo", "down", "leads_to")


@dataclass
class Provider:
    """The running provider. It answers honestly until a field says otherwise; each request is noted."""

    app: Any
    issuer: str = ""
    alter_claims: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """Changes an ID token before it is signed with `signs`."""
    signs: Any = None
    header: dict[str, Any] = field(default_factory=dict)
    shows: Any = None
    """The key that it shows instead of its own."""
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    down: tuple[str, ...] = ()
    """Ends of paths that answer 503 with a page that is no JSON, or lead elsewhere."""
    leads_to: str = ""
    asked: list[str] = field(default_factory=list)
    _challenges: dict[str, str] = field(default_factory=dict)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data(parse_form_data=False)
        environ["wsgi.input"] = io.BytesIO(body)
        self.asked.append(request.path)
        if request.path.endswith(self.down or ("\0",)):
            status, way = (307, {"Location": self.leads_to}) if self.leads_to else (503, {})
            return Response("<h1>away</h1>", status, way)(environ, start)
        if request.path == "/oauth2/token" and not self._proves(body):
            return _json({"error": "invalid_grant"}, 400)(environ, start)
        return self._alter(request, Response.from_app(self.app, environ))(environ, start)

    def _proves(self, body: bytes) -> bool:
        """Whether who redeems a code is who asked for it; the package does not look."""
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return self._challenges.get(form.get("code", "")) == challenge

    def _alter(self, request: Request, answer: Response) -> Response:
        if request.path == "/oauth2/authorize" and answer.location:
            code = parse_qs(urlsplit(answer.location).query).get("code", [""])[0]
            assert request.args["code_challenge_method"] == "S256"
            self._challenges[code] = request.args["code_challenge"]
        elif request.path.endswith("openid-configuration"):
            return _json(json.loads(answer.data) | self.discovery)
        elif request.path == "/jwks" and self.shows:
            return _json(KeySet([self.shows]).as_dict(private=False))
        elif request.path == "/userinfo" and self.userinfo:
            return _json(json.loads(answer.data) | self.userinfo)
        elif request.path == "/oauth2/token" and self.alter_claims and answer.status_code == 200:
            return _json(self._altered(json.loads(answer.data)))
        return answer

    def _altered(self, token: dict[str, Any]) -> dict[str, Any]:
        assert self.alter_claims
        body = token["id_token"].split(".")[1]
        claims = self.alter_claims(json.loads(base64.urlsafe_b64decode(body + "==")))
        if self.header.get("alg") == "none":
            parts = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode()
                     for p in (self.header, claims)]  # fmt: skip
            return token | {"id_token": ".".join([*parts, ""])}
        head = {"alg": "ES256", "kid": self.signs.kid} | self.header
        signed = jwt.encode(head, claims, self.signs, algorithms=["ES256", "HS256"])
        return token | {"id_token": signed}

    def __post_init__(self) -> None:
        self.honest = {name: getattr(self, name) for name in _SAID}

    def be_honest(self) -> None:
        """Say what is so again."""
        for name, value in self.honest.items():
            setattr(self, name, value)
        self.asked.clear()

    def lie(self, alter: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Sign something else, with a key that is shown."""
        self.alter_claims, self.signs = alter, new_key("shown")
        self.shows = self.signs

    def person(self, subject: str, **claims: object) -> None:
        """Make a person known, with these claims."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def sign_in(self, address: str, subject: str) -> dict[str, str]:
        """What a person does there: follow `address`, say who they are. Returns what the browser brings back."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code in (302, 303), answer.text
        return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def _json(content: object, status: int = 200) -> Response:
    return Response(json.dumps(content), status, content_type="application/json")


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider on a port of its own."""
    found = Provider(oidc_provider_mock.app(access_token_max_age=timedelta(minutes=5)))
    server = make_server("127.0.0.1", 0, found, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    found.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
