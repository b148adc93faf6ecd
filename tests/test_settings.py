"""Settings: read from the environment at one stroke, and every fault told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from traceability import settings
from traceability.settings import SettingsFault, Smtp

SECRET = "this secret must never be shown to anybody"
KEY = "5a" * 32
WHOLE = {
    "TRACEABILITY_DATABASE_URL": "sqlite:////var/lib/traceability/record.sqlite3",
    "TRACEABILITY_FILES": "/var/lib/traceability/files",
    "TRACEABILITY_LABEL_KEYS": f"k1:{KEY}",
    "TRACEABILITY_PUBLIC_URL": "https://tem.example.vn",
    "TRACEABILITY_SECRET_KEY": SECRET,
}


def faults(**changes: str | None) -> list[str]:
    """What is said of a whole environment after changes; None takes a setting out."""
    given = {**WHOLE, **{f"TRACEABILITY_{name}": value for name, value in changes.items()}}
    with pytest.raises(SettingsFault) as fault:
        settings.load({name: value for name, value in given.items() if value is not None})
    return fault.value.faults


def test_a_whole_environment_is_read() -> None:
    found = settings.load(WHOLE | {"PATH": "/bin", "LANG": "C"})
    assert found.database_url == WHOLE["TRACEABILITY_DATABASE_URL"]
    assert found.public_url == "https://tem.example.vn"
    assert found.files == Path("/var/lib/traceability/files")
    assert found.label_keys.ids == ("k1",)
    assert (found.development, found.former_urls, found.trusted_proxies) == (False, (), 0)
    assert (found.smtp_url, found.mail_from) == (None, "")
    assert found.https


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SettingsFault) as fault:
        settings.load({"TRACEABILITY_TRUSTED_PROXIES": "many", "TRACEABILITY_COLOUR": "blue"})
    named = [line.split()[0].rstrip(":") for line in fault.value.faults]
    lacking = ("PUBLIC_URL", "LABEL_KEYS", "DATABASE_URL", "SECRET_KEY", "FILES")
    wanted = {f"TRACEABILITY_{name}" for name in (*lacking, "COLOUR", "TRUSTED_PROXIES")}
    assert set(named) == wanted
    assert len(named) == len(wanted)
    assert str(fault.value).splitlines() == fault.value.faults


@pytest.mark.parametrize("name", ["SECRET", "PUBLIC_URLS", "FILE", "DATABASE_URL_FILE_FILE"])
def test_a_name_that_there_is_not_is_a_fault(name: str) -> None:
    assert faults(**{name: "x"}) == [f"TRACEABILITY_{name} is not a setting of this service."]


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_each_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    kept = tmp_path / "value"
    kept.write_text(WHOLE[name] + "\n", encoding="utf-8")
    given = {each: value for each, value in WHOLE.items() if each != name}
    assert settings.load({**given, f"{name}_FILE": str(kept)}) == settings.load(WHOLE)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (line,) = faults(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "nothing"))
    assert line == "TRACEABILITY_SECRET_KEY_FILE names a file that cannot be read."


def test_a_value_and_a_file_are_one_too_many(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("x" * 40, encoding="utf-8")
    told = faults(SECRET_KEY_FILE=str(kept))
    assert told == [
        "TRACEABILITY_SECRET_KEY and TRACEABILITY_SECRET_KEY_FILE are both set; keep one."
    ]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PUBLIC_URL", "http://tem.example.vn", "must begin with https://"),
        ("PUBLIC_URL", "https://tem.example.vn/trace", "must be scheme and host"),
        ("PUBLIC_URL", "https://Tem.example.vn", "in lower case"),
        ("PUBLIC_URL", "tem.example.vn", "must be scheme and host"),
        ("PUBLIC_URL", "https://[::1", "must be scheme and host"),
        ("PUBLIC_URL", "https://localhost", "of the public DNS"),
        ("PUBLIC_URL", "https://tem", "of the public DNS"),
        ("PUBLIC_URL", "https://127.0.0.1", "not an IP address"),
        ("PUBLIC_URL", "https://192.168.1.5:8443", "not an IP address"),
        ("PUBLIC_URL", "https://user:hunter2@host.vn", "no user name and no password"),
        ("FORMER_URLS", "https://a.vn ftp://b.vn", "TRACEABILITY_FORMER_URLS must be"),
        ("DATABASE_URL", "mysql://a/b", "must begin with sqlite:/// or postgresql://"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("LABEL_KEYS", "k1:abc", "must be 64 hex characters"),
        ("LABEL_KEYS", f"k1:{KEY},k1:{'6b' * 32}", "the same id"),
        ("DEVELOPMENT", "true", "must be yes or no"),
        ("TRUSTED_PROXIES", "10", "from 0 to 9"),
        ("TRUSTED_PROXIES", "²", "from 0 to 9"),
        ("FILES", "  ", "TRACEABILITY_FILES is missing"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, value: str, says: str) -> None:
    (line,) = faults(**{name: value})
    assert says in line


def test_development_may_do_without_https() -> None:
    local = {"TRACEABILITY_PUBLIC_URL": "http://127.0.0.1:8000", "TRACEABILITY_DEVELOPMENT": "yes"}
    found = settings.load(WHOLE | local)
    assert found.development
    assert not found.https


@pytest.mark.parametrize("url", ["https://localhost", "https://192.168.1.5:8443", "http://tem"])
def test_development_may_do_without_a_public_name(url: str) -> None:
    local = {"TRACEABILITY_PUBLIC_URL": url, "TRACEABILITY_DEVELOPMENT": "yes"}
    assert settings.load(WHOLE | local).public_url == url


def test_former_addresses_are_kept_in_their_order() -> None:
    given = {"TRACEABILITY_FORMER_URLS": "https://b.vn/, https://a.vn\n"}
    assert settings.load(WHOLE | given).former_urls == ("https://b.vn", "https://a.vn")


def test_secrets_are_never_shown() -> None:
    login = {"TRACEABILITY_DATABASE_URL": "postgresql://me:hunter2@host/db"}
    shown = repr(settings.load(WHOLE | login))
    assert "hunter2" not in shown
    assert SECRET not in shown
    assert KEY not in shown
    assert bytes.fromhex(KEY).hex() not in shown
    assert "tem.example.vn" in shown


def test_a_fault_does_not_repeat_a_secret() -> None:
    told = " ".join(faults(SECRET_KEY="hunter2", LABEL_KEYS=f"{KEY}:k1"))
    assert "hunter2" not in told
    assert KEY not in told
    assert "hunter2" not in " ".join(faults(PUBLIC_URL="https://me:hunter2@host.vn"))


def test_a_bare_password_in_the_database_url_is_not_told() -> None:
    assert "hunter2" not in " ".join(faults(DATABASE_URL="mysql://me:hunter2@host/db"))


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.vn", Smtp("mail.example.vn", 587, False)),
        ("smtps://mail.example.vn", Smtp("mail.example.vn", 465, True)),
        ("smtp://tem:b%40d@127.0.0.1:2525/", Smtp("127.0.0.1", 2525, False, "tem", "b@d")),
    ],
)
def test_a_mail_server_is_read(url: str, server: Smtp) -> None:
    mail = {"TRACEABILITY_SMTP_URL": url, "TRACEABILITY_MAIL_FROM": "Tem@Example.VN"}
    found = settings.load(WHOLE | mail)
    assert (found.smtp_url, found.mail_from) == (server, "tem@example.vn")
    assert server.password not in repr(found) or not server.password


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.vn",
        "http://mail.example.vn",
        "smtp://",
        "smtp://mail.example.vn:99999",
        "smtp://mail.example.vn/path",
        f"smtp://tem:{SECRET}ă@mail.example.vn",
    ],
)
def test_a_mail_server_that_is_none_is_a_fault(url: str) -> None:
    (fault,) = faults(SMTP_URL=url, MAIL_FROM="tem@example.vn")
    assert fault.startswith("TRACEABILITY_SMTP_URL")
    assert SECRET not in fault


@pytest.mark.parametrize("sender", ["tem", "Tem <tem@example.vn>", "tem@example.vn\r\nBcc: b@x.vn"])
def test_a_sender_that_is_none_is_a_fault(sender: str) -> None:
    (fault,) = faults(SMTP_URL="smtp://mail.example.vn", MAIL_FROM=sender)
    assert fault.startswith("TRACEABILITY_MAIL_FROM")


def test_mail_needs_both() -> None:
    assert faults(SMTP_URL="smtp://mail.example.vn") == [
        "TRACEABILITY_MAIL_FROM is missing: mail needs both."
    ]
    assert faults(MAIL_FROM="tem@example.vn") == [
        "TRACEABILITY_SMTP_URL is missing: mail needs both."
    ]
