"""The settings: each variable read, documented, settled, and refused by name when it cannot be used."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.language.errors import KamnotError
from domain.language.thai import fiscal_year_of
from storage.settings import PREFIX, Bucket, Settings

TABLE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_table_in_the_docs_lists_exactly_the_settings() -> None:
    documented = re.findall(rf"^\| `{PREFIX}(\w+)`", TABLE.read_text("utf-8"), re.MULTILINE)
    assert documented == [name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize(
    ("name", "default"),
    [(n, f.default) for n, f in Settings.model_fields.items() if isinstance(f.default, str | int)],
)
def test_the_table_in_the_docs_states_the_default(name: str, default: object) -> None:
    row = re.search(
        rf"^\| `{PREFIX}{name.upper()}` \| `(.*?)`", TABLE.read_text("utf-8"), re.MULTILINE
    )
    assert row is not None
    assert row[1] == str(default)


def test_everything_lies_below_the_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.database == f"sqlite:///{(tmp_path / 'kamnot.db').as_posix()}"
    assert settings.store_place == tmp_path / "evidence"
    assert settings.mailbox == tmp_path / "mailbox"
    assert settings.prefect_home == tmp_path / "prefect"


def test_without_a_home_the_platforms_data_folder_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAMNOT_HOME")
    assert Settings().home.name == "kamnot"


def test_the_environment_is_read_and_an_empty_variable_is_not_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "ข้อมูล"))
    monkeypatch.setenv("KAMNOT_LANGUAGE", "en")
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "")
    settings = Settings()
    assert (settings.home, settings.language, settings.fiscal_year) == (
        tmp_path / "ข้อมูล",
        "en",
        fiscal_year_of((datetime.now(UTC) + timedelta(hours=7)).date()),
    )
    assert not settings.year_named


def test_relative_paths_are_settled_when_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=Path("data"), closed_days=Path("closed.txt"), store_url="files")
    monkeypatch.chdir(tmp_path.parent)
    assert settings.home == tmp_path / "data"
    assert settings.closed_days == tmp_path / "closed.txt"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", ()),
        ("mailtos://a:b@example.org", ("mailtos://a:b@example.org",)),
        ("mailto://a json://b", ("mailto://a", "json://b")),
        (" mailto://a,json://b ,\n line://c ", ("mailto://a", "json://b", "line://c")),
        (
            "mailto://a?to=x@example.org,y@example.org",
            ("mailto://a?to=x@example.org,y@example.org",),
        ),
    ],
    ids=["none", "one", "spaces", "commas", "a-comma-inside-a-url-stays"],
)
def test_notify_urls_are_a_list(text: str, urls: tuple[str, ...]) -> None:
    assert Settings(notify_urls=text).notify_url_list == urls


def test_secrets_are_not_shown() -> None:
    settings = Settings(
        notify_urls="mailtos://me:pass-one@example.org",
        database_url="postgresql://me:pass-two@example.org/kamnot",
    )
    shown = repr(settings) + str(settings) + settings.model_dump_json()
    assert "pass-one" not in shown
    assert "pass-two" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("fiscal_year", "2024"),
        ("fiscal_year", "ปีนี้"),
        ("keep_years", "0"),
        ("keep_years", "สองปี"),
        ("mail_from", "nobody"),
        ("mail_from", "a@b.example\nBcc: c@d.example"),
        ("mail_domain", "a b"),
        ("clamd_url", "127.0.0.1:3310"),
        ("clamd_url", "tcp://127.0.0.1"),
        ("clamd_url", "unix://clamd.ctl"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)
    with pytest.raises(KamnotError) as caught:
        Settings()
    assert f"{PREFIX}{name.upper()}" in caught.value.thai
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.thai


def test_the_evidence_store_may_be_a_folder_or_a_file_url(tmp_path: Path) -> None:
    folder = tmp_path / "หลัก ฐาน"
    assert Settings(store_url=str(folder)).store_place == folder
    assert Settings(store_url=folder.as_uri()).store_place == folder


@pytest.mark.parametrize(
    ("url", "bucket"),
    [
        ("s3://evidence", Bucket("evidence")),
        ("s3://evidence/kamnot/2567/", Bucket("evidence", "kamnot/2567")),
        ("s3://evidence/%E0%B8%AA%E0%B8%B3", Bucket("evidence", "สำ")),
        (
            "s3://evidence/a?endpoint=http://127.0.0.1:9000/&region=th-1",
            Bucket("evidence", "a", "http://127.0.0.1:9000", "th-1"),
        ),
        (
            "s3://evidence?endpoint=https%3A%2F%2Fs3.example.go.th",
            Bucket("evidence", "", "https://s3.example.go.th"),
        ),
    ],
    ids=["bucket", "prefix", "thai-prefix", "endpoint-and-region", "escaped-endpoint"],
)
def test_the_evidence_store_may_be_a_bucket(url: str, bucket: Bucket) -> None:
    assert Settings(store_url=url).store_place == bucket


@pytest.mark.parametrize(
    "url",
    [
        "https://hunter2.example/y",
        "file://server/hunter2",
        "s3://",
        "s3://e",
        "s3://evidence:hunter2/x",
        "s3://AKIA:hunter2@evidence/x",
        "s3://evidence/x?secret_key=hunter2",
        "s3://evidence/x?hunter2",
        "s3://evidence/x#hunter2",
        "s3://evidence?endpoint=ftp://hunter2.example",
        "s3://evidence?endpoint=https://me:hunter2@s3.example",
        "s3://evidence?endpoint=https://s3.example/hunter2",
        "s3://evidence?endpoint=https://s3.example:hunter2",
        "s3://evidence?endpoint=hunter2",
        "s3://evidence?region=hunter2%0A",
        "s3://evidence/%FF",
        "s3://[evidence",
    ],
)
def test_any_other_store_is_refused_at_once_without_repeating_what_may_be_a_key(url: str) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_STORE_URL") as caught:
        Settings(store_url=url)
    assert caught.value.exit_code == 2
    assert "hunter2" not in caught.value.thai + caught.value.english


@pytest.mark.parametrize("text", ["2570", "๒๕๗๐"])
def test_the_fiscal_year_may_be_written_in_thai_numerals(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", text)
    assert (Settings().fiscal_year, Settings().year_named) == (2570, True)


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "http://login.example.go.th", "oidc_client_id": "k"},
        {"oidc_issuer": "https://user:pw@login.example", "oidc_client_id": "k"},
        {"oidc_issuer": "https://login.example/?x=1", "oidc_client_id": "k"},
        {"oidc_issuer": "http://localhost.evil.example", "oidc_client_id": "k"},
        {"oidc_issuer": "https://login.example"},
        {"oidc_client_id": "k"},
    ],
)
def test_a_provider_is_named_whole_and_over_an_encrypted_line(given: dict[str, str]) -> None:
    with pytest.raises(KamnotError, match="KAMNOT_OIDC_"):
        Settings(**given)


@pytest.mark.parametrize(
    "issuer", ["https://login.example/realms/staff", "https://x.example/", "http://127.0.0.1:4455"]
)
def test_a_provider_may_be_anywhere_with_a_certificate_or_here(issuer: str) -> None:
    assert Settings(oidc_issuer=issuer, oidc_client_id="k").oidc_issuer == issuer
