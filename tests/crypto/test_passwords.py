"""Passwords: argon2id's parameters, NFC and NFD alike, strangers cost what friends cost."""

import threading
import unicodedata

import argon2
import pytest
from argon2.low_level import Type

from traceability.crypto import passwords
from traceability.domain.errors import Invalid

SPOKEN = "Cam sành Hà Giang ngọt"
STORED = passwords.hash_password(SPOKEN)


def test_the_right_password_and_no_other() -> None:
    assert passwords.verify_password(STORED, SPOKEN)
    assert not passwords.verify_password(STORED, SPOKEN + " ")
    assert not passwords.verify_password(STORED, SPOKEN.lower())
    assert not passwords.verify_password(STORED, "")


def test_the_parameters_are_the_houses() -> None:
    parameters = argon2.extract_parameters(STORED)
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)
    assert (parameters.salt_len, parameters.hash_len) == (16, 32)


def test_every_hash_has_a_salt_of_its_own() -> None:
    assert passwords.hash_password(SPOKEN) != STORED


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_same_letters_from_another_keyboard(form) -> None:
    assert passwords.verify_password(STORED, unicodedata.normalize(form, SPOKEN))


def test_full_width_letters_are_the_same_letters() -> None:
    stored = passwords.hash_password("ｍậｔ ｏｎｇ 2026")
    assert passwords.verify_password(stored, "mật ong 2026")


def test_a_stranger_costs_the_same_work_and_is_never_let_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def watched(self: argon2.PasswordHasher, stored: str, text: bytes) -> bool:
        worked.append(argon2.extract_parameters(stored))
        return verify(self, stored, text)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    assert not passwords.verify_password(None, SPOKEN)
    assert passwords.verify_password(STORED, SPOKEN)
    assert len(worked) == 2
    assert worked[0] == worked[1]


def test_a_stranger_is_refused_even_where_the_work_matches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(passwords, "_NOBODY", STORED)
    assert not passwords.verify_password(None, SPOKEN)


@pytest.mark.parametrize(
    "stored",
    ["", "x", "$argon2id$v=19$m=8,t=1,p=1$", STORED[:-4], "é"],
    ids=["empty", "a letter", "no salt", "cut", "not ascii"],
)
def test_a_broken_hash_lets_nobody_in(stored: str) -> None:
    assert not passwords.verify_password(stored, SPOKEN)


def test_a_lone_surrogate_is_a_wrong_password_and_no_fault() -> None:
    assert not passwords.verify_password(STORED, "\ud800" * 10)
    assert not passwords.verify_password(None, "\ud800" * 10)


def test_an_endless_text_is_refused_without_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bool:
        raise AssertionError("work was done")

    monkeypatch.setattr(argon2.PasswordHasher, "verify", never)
    assert not passwords.verify_password(STORED, "a" * 4000)
    assert not passwords.verify_password(None, "a" * 4000)


@pytest.mark.parametrize("text", ["cam sành 1", "cam sành, " * 20, "chè mật 10", "cảmơnbạnệ" * 2])
def test_ten_to_two_hundred_characters_will_do(text: str) -> None:
    passwords.check_new_password(text)
    passwords.check_new_password(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text", ["1234567890", "0912345678", "aaaaaaaaaa", "matkhau123", "Mật Khẩu 2026", "password1!"]
)
def test_what_everybody_tries_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        passwords.check_new_password(text)
    assert caught.value.code == "password_too_simple"


@pytest.mark.parametrize("text", ["", "a" * 9, unicodedata.normalize("NFD", "ế" * 9)])
def test_short_passwords_are_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        passwords.check_new_password(text)
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == ("password_too_short", "password")
    assert fault.facts == {"least": 10}


@pytest.mark.parametrize("text", ["a" * 201, "a" * 5000, "\ufdfa" * 12])
def test_long_passwords_are_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        passwords.check_new_password(text)
    (fault,) = caught.value.faults
    assert (fault.code, fault.field) == ("password_too_long", "password")
    assert fault.facts == {"most": 200}


def test_the_longest_vietnamese_password_can_be_typed_in_nfd() -> None:
    text = unicodedata.normalize("NFD", ("cảmơnbạnếệẫ" * 19)[:200])
    passwords.check_new_password(text)
    stored = passwords.hash_password(text)
    assert passwords.verify_password(stored, unicodedata.normalize("NFC", text))


def test_older_parameters_are_told_from_todays() -> None:
    assert not passwords.needs_rehash(STORED)
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(SPOKEN)
    assert passwords.needs_rehash(weak)
    assert passwords.verify_password(weak, SPOKEN)
    with pytest.raises(argon2.exceptions.InvalidHashError):
        passwords.needs_rehash("no hash")


@pytest.mark.parametrize("verb", ["hash", "verify"])
def test_only_so_many_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    lock, inside, most = threading.Lock(), [0], [0]
    started = threading.Semaphore(0)
    go_on = threading.Event()

    def slow(*_: object) -> bool:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        started.release()
        go_on.wait(10)
        with lock:
            inside[0] -= 1
        return True

    monkeypatch.setattr(argon2.PasswordHasher, verb, slow)
    act = {
        "hash": lambda: passwords.hash_password(SPOKEN),
        "verify": lambda: passwords.verify_password(STORED, SPOKEN),
    }[verb]
    threads = [threading.Thread(target=act) for _ in range(passwords.MAX_CONCURRENT + 3)]
    for thread in threads:
        thread.start()
    for _ in range(passwords.MAX_CONCURRENT):
        assert started.acquire(timeout=10)
    assert not started.acquire(timeout=0.05)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert most == [passwords.MAX_CONCURRENT]
    assert inside == [0]
