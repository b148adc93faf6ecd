"""Servers of a benchmark on free ports of this machine, ended with the run."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.harness.rounds import ROOT

#: Some installations keep it where only root looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
WRK = shutil.which("wrk")
WORKERS = 2

_CONFIGURATION = """\
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on; tcp_nopush on; keepalive_requests 1000000;
  open_file_cache max=20000 inactive=60s;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/pages;
    default_type "text/html; charset=utf-8";
    add_header Content-Encoding gzip;
    add_header Cache-Control "public, max-age=0, s-maxage=59, must-revalidate";
  }}
}}
"""


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def granian(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """An application under granian, as ``traceability serve`` starts it; its port."""
    port = free_port()
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    words += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)]
    words += ["--blocking-threads", "5", "--log-level", "warning", application]
    more = {"PYTHONPATH": str(ROOT), **environment}
    with _running(words, os.environ | more, port):
        yield port


@contextlib.contextmanager
def nginx(folder: Path, pages: Mapping[str, bytes]) -> Iterator[int]:
    """nginx with these pages as files that are packed already; its port."""
    assert NGINX is not None
    port, here = free_port(), folder / "nginx"
    (here / "pages").mkdir(parents=True)
    for name, body in pages.items():
        (here / "pages" / name).write_bytes(body)
    written = here / "nginx.conf"
    # What root starts would read the files as somebody else, who may not.
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    text = _CONFIGURATION.format(workers=WORKERS, folder=here, port=port, user=user)
    written.write_text(text, encoding="utf-8")
    words = [NGINX, "-e", str(here / "error.log"), "-c", str(written), "-g", "daemon off;"]
    with _running(words, os.environ, port):
        yield port


@contextlib.contextmanager
def _running(words: list[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(words, env=dict(environment), cwd=ROOT)
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"a server did not start: {process.args}")
