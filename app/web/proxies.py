"""Whose word about hosts and addresses is believed: exactly the configured number of proxies.

Without a site's address or a proxy, as in development, the names of this machine alone are served:
another one in a request is a foreign page's way to a site that only this machine should reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOCAL_HOSTS = ("localhost", ".localhost", "127.0.0.1")
PROBES = ("/healthz", "/readyz")
ANY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - what a server is told, not where one listens


def init_proxies(app: Flask, *, trusted: int, site_url: str) -> None:
    host = urlsplit(site_url).hostname
    if host or not trusted:
        app.config["TRUSTED_HOSTS"] = [*([host] if host else []), *LOCAL_HOSTS]
    app.wsgi_app = _with_plain_host(app.wsgi_app)  # type: ignore[method-assign, assignment]
    if trusted:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )


def trust_host(app: Flask, host: str) -> None:
    """Serve under the name that the server was told to listen on; on all of them, under any."""
    hosts = app.config["TRUSTED_HOSTS"] or ()
    if hosts and host not in ANY_ADDRESS:
        app.config["TRUSTED_HOSTS"] = [*hosts, host.lower()]
    elif tuple(hosts) == LOCAL_HOSTS:
        app.config["TRUSTED_HOSTS"] = None


def _with_plain_host(application: WSGIApplication) -> WSGIApplication:
    """Names of hosts have no case; whoever asks if the process is alive may use any of them."""

    def serve(asked: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = asked.get("HTTP_HOST", "").lower()
        name, port = host.rsplit(":", 1) if host.startswith("[::1]:") else (host, "")
        if name == "[::1]":
            host = f"localhost:{port}" if port else "localhost"
        if asked.get("PATH_INFO") in PROBES:
            host = "localhost"
        asked["HTTP_HOST"] = host
        return application(asked, start_response)

    return serve
