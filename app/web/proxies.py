"""Whose word about hosts and addresses is believed: exactly the configured number of proxies."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def init_proxies(app: Flask, *, trusted: int, site_url: str) -> None:
    host = urlsplit(site_url).hostname
    if host:
        app.config["TRUSTED_HOSTS"] = [host, *LOCAL_HOSTS]
    if trusted:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
