"""Settings: one frozen record read once from ``TRACEABILITY_*``; every fault is told at once.

Each may also be given as ``TRACEABILITY_<NAME>_FILE``, the path of a file that holds the value.
``docs/reference/settings.md`` has a heading for each, and a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from traceability.crypto.keyring import Keyring
from traceability.domain.addresses import fit_to_print
from traceability.domain.contacts import email_form

PREFIX = "TRACEABILITY_"
_SHORTEST_SECRET = 32
_FOR_TESTS = (PREFIX + "TEST_", PREFIX + "STANDARDS")
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
#: Why an address may not be printed, in the operator's words.
_NOT_PRINTED = {
    "not_https": "must begin with https://",
    "userinfo": "must hold no user name and no password",
    "ip_address": "must name a host, not an IP address",
    "no_domain_name": "must name a host of the public DNS, like tem.example.vn",
}


class SettingsFault(Exception):  # noqa: N818 - the house speaks of faults
    """Settings that are missing, unknown or unreadable; ``faults`` holds a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        """Tell every fault at once."""
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Smtp:
    """A mail server; ``encrypted`` is TLS from the first byte (smtps), else STARTTLS if offered."""

    host: str
    port: int
    encrypted: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """The installation as its operator wants it."""

    database_url: str = field(repr=False)
    public_url: str
    secret_key: str = field(repr=False)
    label_keys: Keyring = field(repr=False)
    files: Path
    development: bool = False
    former_urls: tuple[str, ...] = ()
    trusted_proxies: int = 0
    smtp_url: Smtp | None = field(default=None, repr=False)
    mail_from: str = ""
    map_tiles_url: str = ""
    map_tiles_credit: str = ""
    commune_outlines: Path | None = None
    open_data_licence: str = ""

    @property
    def https(self) -> bool:
        """Whether the public address is https, so that cookies may be marked Secure."""
        return self.public_url.startswith("https://")


def load(environment: Mapping[str, str]) -> Settings:
    """Read every setting, or raise ``SettingsFault`` with all that is wrong."""
    reader = _Reader(environment)
    settings = _read(reader)
    if reader.faults or settings is None:
        raise SettingsFault(reader.faults)
    return settings


def names() -> tuple[str, ...]:
    """The environment names of all settings."""
    return tuple(PREFIX + name.upper() for name in Settings.__dataclass_fields__)


class _Reader:
    """Takes values out of the environment and gathers faults."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.faults: list[str] = []
        self._values = {k: v for k, v in environment.items() if _is_ours(k)}
        known = set(names())
        for name in sorted(self._values):
            if name not in known and name.removesuffix("_FILE") not in known:
                self.faults.append(f"{name} is not a setting of this service.")

    def text(self, name: str, default: str | None = None) -> str:
        """A value, from the variable or from the file that its _FILE names."""
        full = PREFIX + name
        if full + "_FILE" in self._values:
            return self._file(full)
        value = self._values.get(full, default)
        if value is None or not value.strip():
            if default is None:
                self.faults.append(f"{full} is missing.")
            return default or ""
        return value.strip()

    def _file(self, full: str) -> str:
        if full in self._values:
            self.faults.append(f"{full} and {full}_FILE are both set; keep one.")
        try:
            return Path(self._values[full + "_FILE"]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.faults.append(f"{full}_FILE names a file that cannot be read.")
            return ""


def _is_ours(name: str) -> bool:
    """Whether a variable is a setting; what steers the tests is not the service's to judge."""
    return name.startswith(PREFIX) and not name.startswith(_FOR_TESTS)


def _read(reader: _Reader) -> Settings | None:
    development = _switch(reader, "DEVELOPMENT")
    public = _url(reader, "PUBLIC_URL", reader.text("PUBLIC_URL"), development=development)
    former = tuple(filter(None, reader.text("FORMER_URLS", "").replace(",", " ").split()))
    former = tuple(_url(reader, "FORMER_URLS", each, development=development) for each in former)
    keyring = _keyring(reader)
    settings = {
        "database_url": _database(reader),
        "public_url": public,
        "secret_key": _secret(reader),
        "files": Path(reader.text("FILES")),
        "former_urls": former,
        "trusted_proxies": _count(reader, "TRUSTED_PROXIES"),
        "open_data_licence": reader.text("OPEN_DATA_LICENCE", ""),
        **_mail(reader),
        **_maps(reader),
    }
    if reader.faults or keyring is None:
        return None
    return Settings(label_keys=keyring, development=development, **settings)  # type: ignore[arg-type]


def _switch(reader: _Reader, name: str) -> bool:
    value = reader.text(name, "no").lower()
    if value not in ("yes", "no"):
        reader.faults.append(f"{PREFIX}{name} must be yes or no.")
    return value == "yes"


def _count(reader: _Reader, name: str) -> int:
    value = reader.text(name, "0")
    if not value.isascii() or not value.isdigit() or int(value) > 9:
        reader.faults.append(f"{PREFIX}{name} must be a whole number from 0 to 9.")
        return 0
    return int(value)


def _url(reader: _Reader, name: str, value: str, *, development: bool) -> str:
    if not value:
        return ""
    reason = None if development else fit_to_print(value.rstrip("/"))
    if not _is_bare(value):
        reader.faults.append(
            f"{PREFIX}{name} must be scheme and host in lower case, like https://tem.example.vn."
        )
    elif reason is not None:
        reader.faults.append(f"{PREFIX}{name} {_NOT_PRINTED[reason]} (labels are printed with it).")
    return value.rstrip("/")


def _is_bare(value: str) -> bool:
    """Whether an address is a scheme and a host in lower case, and nothing after."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    bare = value.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and bool(parts.netloc)
    return parts.scheme in ("http", "https") and bare and value == value.lower()


def _mail(reader: _Reader) -> dict[str, object]:
    """The mail server and the sender's address: both, or neither."""
    url, sender = reader.text("SMTP_URL", ""), reader.text("MAIL_FROM", "").lower()
    if bool(url) != bool(sender):
        lacking = "MAIL_FROM" if url else "SMTP_URL"
        reader.faults.append(f"{PREFIX}{lacking} is missing: mail needs both.")
    if sender and email_form(sender) is None:
        reader.faults.append(f"{PREFIX}MAIL_FROM must be an address, like tem@example.vn.")
    return {"smtp_url": _smtp(reader, url) if url else None, "mail_from": sender}


def _maps(reader: _Reader) -> dict[str, object]:
    """The tiles under the boundary editor and whose they are; the outlines of communes."""
    tiles, credit = reader.text("MAP_TILES_URL", ""), reader.text("MAP_TILES_CREDIT", "")
    outlines = reader.text("COMMUNE_OUTLINES", "")
    if tiles and not _is_tiles(tiles):
        reader.faults.append(
            f"{PREFIX}MAP_TILES_URL must be https:// with {{z}}, {{x}} and {{y}} in its path."
        )
    if tiles and not credit:
        reader.faults.append(f"{PREFIX}MAP_TILES_CREDIT is missing: say whose the tiles are.")
    if outlines and not Path(outlines).is_file():
        reader.faults.append(f"{PREFIX}COMMUNE_OUTLINES names a file that cannot be read.")
    found = Path(outlines) if outlines else None
    return {"map_tiles_url": tiles, "map_tiles_credit": credit, "commune_outlines": found}


def _is_tiles(value: str) -> bool:
    """Whether an address is one of tiles, safe to stand in a header: https and a plain host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    whole = all(part in parts.path for part in ("{z}", "{x}", "{y}"))
    plain = fit_to_print(f"https://{parts.netloc.lower()}") is None
    return parts.scheme == "https" and whole and plain


def _smtp(reader: _Reader, url: str) -> Smtp | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    encrypted = parts.scheme == "smtps"
    bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not bare:
        reader.faults.append(f"{PREFIX}SMTP_URL must be smtp:// or smtps:// and a host.")
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        reader.faults.append(f"{PREFIX}SMTP_URL: name and password must be ASCII (RFC 4954).")
    return Smtp(parts.hostname, port or (465 if encrypted else 587), encrypted, user, password)


def _database(reader: _Reader) -> str:
    value = reader.text("DATABASE_URL")
    if value and not value.startswith(_DATABASES):
        reader.faults.append(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return value


def _secret(reader: _Reader) -> str:
    value = reader.text("SECRET_KEY")
    if value and len(value) < _SHORTEST_SECRET:
        reader.faults.append(f"{PREFIX}SECRET_KEY must have at least 32 characters.")
    return value


def _keyring(reader: _Reader) -> Keyring | None:
    value = reader.text("LABEL_KEYS")
    if not value:
        return None
    try:
        return Keyring.parse(value)
    except ValueError as fault:
        reader.faults.append(f"{PREFIX}LABEL_KEYS: {fault}.")
        return None
