"""What is taken for a credential, and what only looks like one."""

from __future__ import annotations

import time

import pytest

from scanner.rules.credentials import find_literals, find_settings, is_named_credential
from scanner.rules.credentials.formats import FORMATS, CredentialFormat
from scanner.rules.credentials.literals import _SHORTEST
from scanner.rules.credentials.names import CredentialName, credential_name

LETTERS = "ABCDEF" * 30
LOWER = "abcdef" * 30
RESTS = {
    "AKIA": LETTERS[:16],
    "ASIA": LETTERS[:16],
    "AccountKey=": f"{LETTERS[:86]}==",
    "dop_v1_": LOWER[:64],
    "doo_v1_": LOWER[:64],
    **dict.fromkeys(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), LETTERS[:36]),
    "github_pat_": f"{LETTERS[:22]}_{LOWER[:59]}",
    **dict.fromkeys(("glpat-", "gldt-", "glrt-", "glptt-"), LOWER[:20]),
    "AIza": LOWER[:35],
    "GOCSPX-": LOWER[:28],
    "eyJ": f"{LOWER[:20]}.eyJ{LOWER[:20]}.{LETTERS[:30]}",
    "npm_": LOWER[:36],
    "-----BEGIN ": "OPENSSH PRIVATE KEY-----",
    "SG.": f"{LOWER[:22]}.{LOWER[:43]}",
    "shpat_": LOWER[:32],
    "shpss_": LOWER[:32],
    "xoxb-": f"1234567890-{LOWER[:20]}",
    "xoxp-": f"1234567890-{LOWER[:20]}",
    "xapp-": f"1-{LETTERS[:10]}-{LOWER[:20]}",
    "https://hooks.slack.com/services/": f"T{LETTERS[:8]}/B{LETTERS[:8]}/{LOWER[:24]}",
    "sk_live_": LOWER[:24],
    "rk_live_": LOWER[:24],
    "hvs.": LOWER[:24],
    "hvb.": LOWER[:24],
}
AFTER_A_KEY = f"\n{LETTERS[:64]}\n"


def shown(text: str) -> list[tuple[str, str]]:
    """Return what was found and the text that may be shown of it."""
    return [(literal.what, text[literal.start : literal.end]) for literal in find_literals(text)]


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.prefix.strip("- "))
def test_each_format_is_found_anywhere_but_inside_a_word(one: CredentialFormat) -> None:
    credential = one.prefix + RESTS[one.prefix]
    after = AFTER_A_KEY if one.prefix.startswith("-") else ""
    assert shown(f"{credential}{after}") == [(one.name, credential)]
    assert shown(f"use '{credential}{after}', then '{credential}{after}'.") == [(one.name, credential)] * 2
    assert shown(f"{one.prefix}{RESTS[one.prefix][:5]}") == []
    assert [one.name for _ in shown(f"x{credential}{after}")] == ([one.name] if after else [])


def test_every_format_has_its_test() -> None:
    assert set(RESTS) == {one.prefix for one in FORMATS}


@pytest.mark.parametrize(
    "text", ["AKIAIOSFODNN7EXAMPLE", f"ghp_{'x' * 36}", f"ghp_{'1234' * 9}", "sk_live_0000000000000000"]
)
def test_examples_of_documentation_are_none(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://cart:6yXr@db/cart", "postgres://cart"),
        ("see redis://:6yXr@cache:6379", "redis://"),
        ("amqp://bot:a:b@queue", "amqp://bot"),
    ],
)
def test_of_an_address_only_what_comes_before_the_password_is_shown(text: str, expected: str) -> None:
    assert shown(text) == [("an address with a password", expected)]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com:8443/a@b",
        "https://bot@example.com/",
        "https://$(USER):$(PASSWORD)@example.com/",
        "https://bot:${TOKEN}@example.com/",
        "https://bot:<password>@example.com/",
        "https://user:%s@example.com/",
        "https?://[^:]+:[^@]+@.*",
        "://a:b@c",
    ],
)
def test_what_only_looks_like_a_password_in_an_address(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DB_PASSWORD", CredentialName.PASSWORD),
        ("pgpassword", CredentialName.PASSWORD),
        ("dbPass", CredentialName.PASSWORD),
        ("REDIS_PWD_2", CredentialName.PASSWORD),
        ("PWD", CredentialName.NONE),
        ("apiKey", CredentialName.TOKEN),
        ("APIKey", CredentialName.TOKEN),
        ("client-secret", CredentialName.TOKEN),
        ("AWS_SECRET_ACCESS_KEY", CredentialName.TOKEN),
        ("SECRET_KEY_BASE", CredentialName.TOKEN),
        ("AWS_ACCESS_KEY_ID", CredentialName.NONE),
        ("PARTITION_KEY", CredentialName.NONE),
        ("KEY", CredentialName.NONE),
        ("PUBLIC_TOKEN", CredentialName.NONE),
        ("TOKEN_URL", CredentialName.NONE),
        ("PASSWORD_FILE", CredentialName.NONE),
        ("MAX_TOKENS", CredentialName.NONE),
        ("", CredentialName.NONE),
        ("PASSWORD" * 40, CredentialName.NONE),
    ],
)
def test_the_last_word_of_a_name_decides(name: str, expected: CredentialName) -> None:
    assert credential_name(name) is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "1234"),
        ("DB_PASSWORD", "correct horse battery staple"),
        ("DB_PASSWORD", "db-password"),
        ("DB_PASSWORD", "pa$$word{1"),
        ("API_KEY", "f81d4f"),
        ("JWT_SECRET", "violet-harbour"),
        ("ACCESS_KEY", "8312341g-5678-abcd"),
        ("TOKEN", "/+aBcdEf=="),
    ],
)
def test_a_value_is_a_credential_by_its_name(name: str, value: str) -> None:
    assert is_named_credential(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USER", "6yXr-vk0Bq"),
        *(
            ("DB_PASSWORD", value)
            for value in ("", "  ", "changeme", "Change-Me!", "<password>", "${PASSWORD}", "$PASSWORD")
        ),
        *(
            ("DB_PASSWORD", value)
            for value in ("true", "none", "xxxxx", "[redacted]", "/run/secrets/db", "./secret/db")
        ),
        *(("DB_PASSWORD", value) for value in ("{{ password }}", "vault:shop#db", "ENC[AES256_GCM,data:p6]", "a\nb")),
        *(("API_TOKEN", value) for value in ("12345678", "short", "a sentence of words", "https://example.com/token")),
        *(("API_TOKEN", value) for value in ("api-token", "web-tls", "db-credentials", "vault.shop.svc:8200")),
        ("ACCESS_KEY", "minioadmin"),
    ],
)
def test_a_value_is_no_credential_whatever_its_name(name: str, value: str) -> None:
    assert not is_named_credential(name, value)


def test_of_a_setting_the_name_is_shown() -> None:
    text = "# password=old\nuser = cart\npassword = 6yXr-vk0Bq ; of the test\n- token: 'f81d4fae'\nsecret: read(file)\n"
    assert [text[one.start : one.end] for one in find_settings(text)] == ["password", "token"]


def test_quotes_are_no_part_of_a_value() -> None:
    assert list(find_settings("password: \"none\"\ndb.password: 'true',\nadmin.password: ,\n")) == []
    assert len(list(find_settings("password: \"6yXr\"\ndb.password: '6yXr\nadmin.password: none'\n"))) == 3


def test_a_line_is_told_once() -> None:
    text = f"token={'ghp_' + LETTERS[:36]}\npassword=6yXr-vk0Bq\n"
    assert [one.what for one in find_settings(text)] == ["a GitHub token", "the credential 'password'"]


@pytest.mark.parametrize(
    "unit",
    [
        "eyJ",
        "eyJaaaaaaaaaa.",
        "glpat-",
        " glpat-a",
        "xoxb-123456-",
        "://",
        "a://b:c",
        "-----BEGIN ",
        "password=",
        " ",
        "a: ",
        "\n- ",
    ],
)
def test_no_text_makes_the_search_slow(unit: str) -> None:
    text = unit * (500_000 // len(unit))
    started = time.perf_counter()
    list(find_settings(text))
    assert time.perf_counter() - started < 10


def test_no_known_format_is_shorter_than_what_is_looked_at() -> None:
    shortest = min((one.prefix + RESTS[one.prefix] for one in FORMATS), key=len)
    assert len(shortest) == _SHORTEST
    assert [literal.start for literal in find_literals(shortest)] == [0]
    assert not any(
        one.pattern.match(one.prefix + RESTS[one.prefix][: _SHORTEST - 1 - len(one.prefix)])
        for one in FORMATS
        if len(one.prefix) < _SHORTEST
    )
