"""Runs the server: address, certificate, proxy; one process, which says where it is and ends at a signal."""

from __future__ import annotations

import logging
import socket
import sys
import tempfile
from datetime import date
from urllib.parse import urlsplit

from domain.language.errors import KamnotError, OvertakenError
from flows.evidence.bring import finish_left, spool
from flows.run.page_address import announced
from flows.run.workspace import read_settings
from storage.settings import Settings
from web.front.app import guarded
from web.front.office import Office

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_LAST_PORT = 65535
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""What an encrypted line of TLS 1.2 may use: each has forward secrecy."""
_MOST_AT_ONCE = 200
_KEEP_ALIVE = 75
"""Longer than a proxy's own, so that none sends into a connection that has just closed."""


def page_of(settings: Settings) -> str:
    """The address that people type: the one that is set, else the one that the server listens at."""
    scheme = "https" if settings.web_cert else "http"
    return settings.page_url or f"{scheme}://{settings.web_address}"


def check_address(settings: Settings) -> None:
    """Raise KamnotError for addresses that others reach without encryption, and for a certificate that cannot be used.

    Codes and sessions of a day would be readable on the way.
    """
    _check_certificate(settings)
    host, _, port = settings.web_address.rpartition(":")
    page = urlsplit(page_of(settings))
    if int(port) > _LAST_PORT:
        raise KamnotError(
            f"KAMNOT_WEB_ADDRESS มีพอร์ต {port} ซึ่งใช้ไม่ได้ โปรดใช้ ๑ ถึง ๖๕๕๓๕",
            f"KAMNOT_WEB_ADDRESS has the port {port}; use 1 to 65535.",
        )
    if not (host in _LOOPBACK or settings.web_cert or settings.web_plain):
        raise KamnotError(
            f"KAMNOT_WEB_ADDRESS เปิดให้เครื่องอื่นเข้าที่ {settings.web_address} แต่ไม่มีใบรับรอง โปรดตั้ง KAMNOT_WEB_CERT และ"
            " KAMNOT_WEB_KEY หรือวางหลังพร็อกซีที่ 127.0.0.1 ถ้าจำเป็นต้องใช้แบบไม่เข้ารหัส ตั้ง KAMNOT_WEB_PLAIN=yes",
            f"KAMNOT_WEB_ADDRESS lets other computers in at {settings.web_address} without a certificate; set"
            " KAMNOT_WEB_CERT and KAMNOT_WEB_KEY, or stay behind a proxy. KAMNOT_WEB_PLAIN=yes allows it.",
        )
    here = page.netloc.rpartition(":")[0] in _LOOPBACK or page.netloc in _LOOPBACK
    if page.scheme == "http" and not here and not settings.web_plain:
        raise KamnotError(
            f"KAMNOT_PAGE_URL คือ {settings.page_url} ซึ่งไม่เข้ารหัส โปรดใช้ https และให้พร็อกซีหรือ KAMNOT_WEB_CERT มีใบรับรอง"
            " ถ้าจำเป็นต้องใช้แบบไม่เข้ารหัส ตั้ง KAMNOT_WEB_PLAIN=yes",
            f"KAMNOT_PAGE_URL is {settings.page_url}, which is not encrypted; use https with a certificate at the proxy"
            " or in KAMNOT_WEB_CERT. KAMNOT_WEB_PLAIN=yes allows it.",
        )


def _check_certificate(settings: Settings) -> None:
    import ssl

    cert, key = settings.web_cert, settings.web_key
    if cert is None and key is None:
        return
    try:
        if cert is None:
            raise FileNotFoundError
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key, password="")
    except OSError as error:  # what TLS itself refuses is of this kind too
        why = error.strerror or type(error).__name__
        raise KamnotError(
            f"ใช้ใบรับรองของหน้าเว็บไม่ได้ ({why}) โปรดตรวจว่า KAMNOT_WEB_CERT และ KAMNOT_WEB_KEY เป็นไฟล์ PEM คู่เดียวกัน ไม่มีรหัสผ่าน"
            " และบัญชีที่เปิดหน้าเว็บอ่านได้",
            f"The pages' certificate cannot be used ({why}): KAMNOT_WEB_CERT and KAMNOT_WEB_KEY must be PEM files that"
            " belong together, without a password, readable for this account.",
        ) from None


def serve(*, as_of: date | None = None) -> None:
    """Serve until a signal ends it. Raises KamnotError if it cannot begin."""
    import uvicorn

    from web.front.connections import Impatient

    settings = read_settings()
    check_address(settings)
    page = page_of(settings)
    host, _, port = settings.web_address.rpartition(":")
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s",
                        datefmt="%Y-%m-%dT%H:%M:%S%z")  # fmt: skip
    _refuse_taken(host.strip("[]"), int(port))
    office = Office(settings, page=page, as_of=as_of)
    office.door()  # says at once what is wrong with home, database or plan
    tempfile.tempdir = str(spool(office.door()))  # of forms: the system's own may lie in memory
    office.inspectors.warm()
    office.later.submit(finish_left, office.door(), on=office.today())
    config = uvicorn.Config(
        guarded(office),
        host=host.strip("[]"),
        port=int(port),
        ssl_certfile=settings.web_cert,
        ssl_keyfile=settings.web_key,
        ssl_ciphers=_CIPHERS,
        proxy_headers=settings.web_proxy is not None,
        forwarded_allow_ips=settings.web_proxy or "",
        http=Impatient,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=10,
        server_header=False,
        access_log=False,
        log_config=None,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("kamnot.web").info("%s (%s)", page, urlsplit(f"//{host}").hostname)
    with announced(settings, page):
        uvicorn.Server(config).run()


def _refuse_taken(host: str, port: int) -> None:
    """Raise OvertakenError if another program listens there: the server itself would only end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OvertakenError(
                f"เปิดหน้าเว็บที่พอร์ต {port} ไม่ได้ ({error.strerror}) โปรดหยุดโปรแกรมที่ใช้พอร์ตนี้ หรือตั้ง KAMNOT_WEB_ADDRESS",
                f"Port {port} cannot be served ({error.strerror}); stop what uses it, or set KAMNOT_WEB_ADDRESS.",
            ) from error
