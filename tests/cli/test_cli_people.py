"""The operator's verbs on people: organisations, accounts, keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.people import PASSWORD
from traceability.domain.access import KEY_SCOPES
from traceability.domain.errors import Unauthenticated
from traceability.services import api_keys, sign_in

COOPERATIVE = ("--kind", "cooperative", "--commune", "01156", "--name", "HTX Cam Vàng")


def test_an_organisation_gets_people_who_can_sign_in(cli: Cli) -> None:
    code = cli.json("organisation", "create", *COOPERATIVE)["code"]
    words = ("--name", "Nông Thị Lả", "--role", "manager", "--organisation", code)
    told = cli.json("user", "create", "0900 000 077", *words)
    assert told["login"] == "0900000077"
    with cli.world.view() as view:
        account = sign_in.account_of(view, "0900 000 077")
        assert sign_in.password_fits(account, told["password"])
    taken = cli.error("user", "create", "0900000077", *words)
    assert (taken["code"], taken["field"]) == ("login_taken", "login")


def test_a_password_is_printed_once_and_kept_nowhere(cli: Cli) -> None:
    code = cli.world.who.cooperative
    words = ("--name", "Nông Thị Lả", "--role", "recorder", "--organisation", code)
    result = cli("user", "create", "la", *words)
    password = result.stdout.rpartition(": ")[2].strip()
    assert len(password) == 19
    cli.world.store.close()
    file = Path(cli.environment["TRACEABILITY_DATABASE_URL"].removeprefix("sqlite:///"))
    kept = [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    assert any(b"argon2id" in data for data in kept)
    assert not any(password.encode() in data for data in kept)


def test_a_role_stands_in_its_kind_of_organisation(cli: Cli) -> None:
    words = ("--name", "Lan", "--role", "registrar", "--organisation", cli.world.who.cooperative)
    assert cli.error("user", "create", "lan", *words)["code"] == "role_not_of_organisation"


def test_a_household_has_no_accounts(cli: Cli) -> None:
    words = ("--name", "Mỷ", "--role", "recorder", "--organisation", cli.world.who.household)
    assert cli.error("user", "create", "my", *words)["code"] == "not_found"


def test_a_key_opens_the_door_of_its_organisation(cli: Cli) -> None:
    told = cli.json("key", "create", cli.world.who.cooperative, "--role", "recorder")
    with cli.world.view() as view:
        actor = sign_in.holder_of_key(view, told["key"])
    assert actor.party == cli.world.who.recorder.party
    assert told["key"].startswith(f"tx_{told['prefix']}_")


def test_a_role_that_there_is_not_is_misuse(cli: Cli) -> None:
    result = cli("key", "create", cli.world.who.cooperative, "--role", "registrar")
    assert result.exit_code == 2
    assert "'registrar' is not one of" in result.stderr


def test_a_commune_of_before_the_merger_is_refused(cli: Cli) -> None:
    words = ("--kind", "cooperative", "--commune", "01210", "--name", "HTX Vĩnh Hảo")
    error = cli.error("organisation", "create", *words)
    assert (error["code"], error["facts"]) == ("commune_unknown", {"commune": "01210"})


def fits(cli: Cli, login: str, password: str) -> bool:
    """Whether a password opens an account."""
    with cli.world.view() as view:
        account = sign_in.account_of(view, login)
    return sign_in.password_fits(account, password)


def test_a_disabled_account_is_closed(cli: Cli) -> None:
    assert fits(cli, "recorder", PASSWORD)
    assert cli.json("user", "disable", "Recorder") == {"login": "recorder", "disabled": True}
    assert not fits(cli, "recorder", PASSWORD)
    error = cli.error("user", "reset", "recorder")
    assert (error["code"], error["facts"]) == ("account_disabled", {"login": "recorder"})
    assert cli.error("user", "disable", "nobody")["code"] == "not_found"


def test_a_reset_prints_the_new_password_once(cli: Cli) -> None:
    told = cli.json("user", "reset", "recorder")
    assert fits(cli, "recorder", told["password"])
    assert not fits(cli, "recorder", PASSWORD)
    again = cli("user", "reset", "recorder").stdout
    assert again.startswith("Login: recorder\nTemporary password (shown once): ")
    assert told["password"] not in again


def test_who_left_has_left(cli: Cli) -> None:
    words = ("user", "leave", "recorder", cli.world.who.cooperative)
    assert cli.json(*words)["left"] is True
    error = cli.error(*words)
    assert (error["code"], error["facts"]["login"]) == ("not_found", "recorder")


def test_keys_are_listed_and_revoked(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    assert cli("key", "list", holder).exit_code == 1
    first, second = (cli.json("key", "create", holder) for _ in range(2))
    assert cli.json("key", "revoke", first["prefix"].lower())["revoked_at"] is not None
    found = cli.json("key", "list", holder)["keys"]
    assert [each["prefix"] for each in found] == [second["prefix"], first["prefix"]]
    assert [each["revoked_at"] is None for each in found] == [True, False]
    assert {tuple(each["scopes"]) for each in found} == {tuple(KEY_SCOPES)}
    lines = cli("key", "list", holder).stdout
    assert "not revoked" in lines.splitlines()[0]
    assert first["key"] not in lines
    with cli.world.view() as view:
        assert sign_in.holder_of_key(view, second["key"]).party == cli.world.who.manager.party
        with pytest.raises(Unauthenticated):
            sign_in.holder_of_key(view, first["key"])
    assert cli.error("key", "revoke", "ZZZZZZZZ")["facts"] == {"prefix": "ZZZZZZZZ"}


def test_a_key_is_made_for_what_is_named(cli: Cli) -> None:
    holder = cli.world.who.cooperative
    words = ("--name", "Phần mềm kho", "--scope", "publish", "--days", "30")
    made = cli.json("key", "create", holder, *words)
    (found,) = cli.json("key", "list", holder)["keys"]
    assert (found["name"], found["scopes"]) == ("Phần mềm kho", ["read", "publish"])
    assert found["last_used_at"] is None
    assert found["expires_at"] == made["expires_at"]
    line = cli("key", "list", holder).stdout
    assert "read,publish" in line
    assert "never used" in line
    with cli.world.view() as view:
        actor = sign_in.holder_of_key(view, made["key"])
    with cli.world.by(actor) as work:
        api_keys.note_use(work, actor)
    assert "last used" in cli("key", "list", holder).stdout


@pytest.mark.parametrize("days", ["0", "366", "999999999999", "-3"])
def test_a_key_lasts_a_day_to_a_year(cli: Cli, days: str) -> None:
    error = cli.error("key", "create", cli.world.who.cooperative, "--days", days)
    assert (error["code"], error["field"]) == ("out_of_range", "days")


def test_a_scope_that_there_is_not_is_misuse(cli: Cli) -> None:
    result = cli("key", "create", cli.world.who.cooperative, "--scope", "everything")
    assert result.exit_code == 2
