"""Signing in at the office's own provider (OpenID Connect): people show there who they are, and come back with a code.

Only what was begun in the same browser is taken, once. No account is made: a person is known by the provider's id of
them, the first time by a verified address that somebody invited. Nothing of the provider is kept, so a key that it
changed is known at once; no token of it is stored or shown.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from domain.language.errors import BusyError, CouldNotFinishError, KamnotError, OvertakenError
from flows.house.sign_in import ProvenPerson, hashed, new_token, too_often
from flows.run.workspace import Workspace
from storage.db import sign_ins
from storage.db.database import writing

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

log = logging.getLogger("kamnot.web")

BACK = "/enter/office/back"
"""Where the provider sends people back to, after the address of the pages."""
_SECONDS = 8.0
"""How long the provider may take for an answer."""
_SKEW_SECONDS = 120
"""How far its clock may be from ours."""
_OLDEST = timedelta(hours=12)
"""How long ago the person may have shown who they are there."""
_OF_SOURCE = 60
"""How many sign-ins one source may begin in a quarter of an hour."""
_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]  # fmt: skip
_AT_ONCE = BoundedSemaphore(8)
"""A provider that hangs must not take the threads that answer pages."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that a browser has begun: the page it wants, and whether its device is one person's own."""

    path: str
    own_phone: bool


def offered(ws: Workspace) -> bool:
    """Whether people may sign in at a provider."""
    return ws.settings.oidc_issuer is not None


def begin(
    ws: Workspace, page: str, path: str, *, browser: str, source: str, own_phone: bool
) -> str:
    """Begin to sign a browser in. Returns the provider's address for it.

    Raises CouldNotFinishError if the provider does not answer, TooOftenError if this source begins too much.
    """
    state, now = new_token(), ws.now()
    with writing(ws.engine) as session:
        if sign_ins.begun_by(session, hashed(source), now=now) >= _OF_SOURCE:
            raise too_often()
        sign_ins.keep_begun(
            session, _key(browser, state), path, source=hashed(source), own_phone=own_phone, now=now
        )
    with _asking(ws, page) as (client, provider):
        url: str = client.create_authorization_url(
            provider["authorization_endpoint"], state=state, code_verifier=_secret("verifier", browser, state),
            nonce=_secret("nonce", browser, state), max_age=int(_OLDEST.total_seconds()),
        )[0]  # fmt: skip
    return url


def look(ws: Workspace) -> None:
    """Ask the provider what it is. Raises what `begin` raises."""
    with _asking(ws, ""):
        pass


def come_back(
    ws: Workspace, page: str, answer: Mapping[str, str], *, browser: str
) -> tuple[Begun, ProvenPerson]:
    """What the browser began, and whom the provider says it is.

    Raises OvertakenError for what this browser did not begin or has finished, CouldNotFinishError if the provider does
    not answer, KamnotError if it refused or its word cannot be believed.
    """
    state = answer.get("state", "")
    with writing(ws.engine) as session:
        found = sign_ins.take_begun(session, _key(browser, state), now=ws.now())
    if found is None:
        raise OvertakenError(
            "การเข้าใช้นี้เริ่มไว้นานเกินไป ใช้ไปแล้ว หรือเริ่มในเบราว์เซอร์อื่น โปรดกดเข้าใช้อีกครั้ง",
            "This sign-in is too old, was used, or began in another browser; begin again.",
        )
    begun = Begun(*found)
    if "code" not in answer:
        raise KamnotError(
            "ระบบลงชื่อเข้าใช้ของหน่วยงานไม่ได้ยืนยันตัวท่าน โปรดกดเข้าใช้อีกครั้ง หรือใช้รหัส ๘ หลัก",
            "The office's sign-in did not confirm who you are; begin again, or use a code of 8 digits.",
        )
    with _asking(ws, page) as (client, provider):
        if answer.get("iss", provider["issuer"]) != provider["issuer"]:
            raise _Disbelieved("iss of the answer")
        return begun, _redeem(ws, client, provider, answer["code"], browser, state)


def _redeem(
    ws: Workspace, client: OAuth2Session, provider: Mapping[str, Any], code: str, browser: str, state: str
) -> ProvenPerson:  # fmt: skip
    token = client.fetch_token(
        provider["token_endpoint"], code=code, grant_type="authorization_code", allow_redirects=False,
        code_verifier=_secret("verifier", browser, state),
    )  # fmt: skip
    claims = _read(ws, client, provider, token, _secret("nonce", browser, state))
    if "email" not in claims and provider.get("userinfo_endpoint"):
        told = _json(client, provider["userinfo_endpoint"], withhold_token=False)
        if told.get("sub") != claims["sub"]:
            raise _Disbelieved("sub of the user's facts")
        claims = told | claims
    verified = claims.get("email_verified") is True
    shown = claims.get("auth_time")
    return ProvenPerson(
        provider["issuer"],
        str(claims["sub"]),
        str(claims.get("email") or "") if verified else "",
        min(ws.now(), datetime.fromtimestamp(shown, UTC)) if shown else ws.now(),
    )


def _read(
    ws: Workspace, client: OAuth2Session, provider: Mapping[str, Any], token: Mapping[str, Any], nonce: str
) -> dict[str, Any]:  # fmt: skip
    """The claims of an ID token, once its signature, times, issuer, audience and nonce hold."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    keys = KeySet.import_key_set(_json(client, provider["jwks_uri"]))  # type: ignore[arg-type]
    read = jwt.decode(token["id_token"], keys, algorithms=_SIGNED_BY)
    ours = ws.settings.oidc_client_id
    claims = CodeIDToken(
        read.claims,
        read.header,
        {"iss": {"essential": True, "value": provider["issuer"]}, "aud": {"essential": True, "value": ours}},
        {"nonce": nonce, "client_id": ours, "access_token": token.get("access_token")},
    )  # fmt: skip
    claims.validate(now=int(ws.now().timestamp()), leeway=_SKEW_SECONDS)
    return dict(claims)


class _Disbelieved(Exception):  # noqa: N818  # it leaves this module as a sentence
    """What the provider said does not hold together."""


@contextmanager
def _asking(ws: Workspace, page: str) -> Iterator[tuple[OAuth2Session, Mapping[str, Any]]]:
    """A client of the provider and what the provider says of itself; its failures become sentences.

    The log has the kind of a failure: its own words may repeat codes and tokens.
    """
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    if not _AT_ONCE.acquire(blocking=False):
        raise BusyError(*_AWAY)
    try:
        with _client(ws, page) as client:
            yield client, _provider(ws, client)
    except (RequestException, OverflowError, ValueError) as error:
        log.warning("the office's sign-in does not answer: %s", type(error).__name__)
        raise CouldNotFinishError(*_AWAY) from None
    except (OAuthError, JoseError, _Disbelieved, KeyError, TypeError) as error:
        why = error.args[0] if isinstance(error, _Disbelieved | KeyError) else ""
        log.warning("the office's sign-in is not believed: %s %s", type(error).__name__, why)
        raise KamnotError(
            "ตรวจคำตอบของระบบลงชื่อเข้าใช้ของหน่วยงานแล้วไม่ผ่าน โปรดกดเข้าใช้อีกครั้ง ถ้ายังเป็นอีก แจ้งผู้ดูแลระบบให้ตรวจนาฬิกาและการตั้งค่า",
            "The answer of the office's sign-in did not pass; begin again, or ask IT to look at clock and settings.",
        ) from None
    finally:
        _AT_ONCE.release()


_AWAY = (
    "ติดต่อระบบลงชื่อเข้าใช้ของหน่วยงานไม่ได้ในขณะนี้ โปรดลองใหม่ในอีกสักครู่ หรือใช้รหัส ๘ หลัก",
    "The office's sign-in does not answer at the moment; try again soon, or use a code of 8 digits.",
)


def _client(ws: Workspace, page: str) -> OAuth2Session:
    from authlib.integrations.requests_client import OAuth2Session

    secret = ws.settings.oidc_client_secret
    return OAuth2Session(
        ws.settings.oidc_client_id,
        secret.get_secret_value() if secret else None,
        scope="openid email",
        redirect_uri=page + BACK,
        code_challenge_method="S256",
        default_timeout=_SECONDS,
    )


def _provider(ws: Workspace, client: OAuth2Session) -> Mapping[str, Any]:
    """What the provider says of itself. Raises _Disbelieved if it is another one, or leads over open lines."""
    issuer = str(ws.settings.oidc_issuer)
    found = _json(client, issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise _Disbelieved("issuer of the configuration")
    ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    for name in (*ends, "userinfo_endpoint") if "userinfo_endpoint" in found else ends:
        if not issuer.startswith("http://") and not str(found[name]).startswith("https://"):
            raise _Disbelieved(name)
    taken = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if client.client_secret and "client_secret_basic" not in taken:
        client.token_endpoint_auth_method = "client_secret_post"  # noqa: S105  # the method's name
    return found


def _json(client: OAuth2Session, url: str, *, withhold_token: bool = True) -> dict[str, Any]:
    answer = client.get(url, withhold_token=withhold_token, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError(url)
    return found


def _key(browser: str, state: str) -> str:
    return hashed(f"{browser} {state}")


def _secret(purpose: str, browser: str, state: str) -> str:
    """What goes with a sign-in and is kept nowhere: only this browser and its `state` make it again."""
    return hashed(f"{purpose} {browser} {state}")
