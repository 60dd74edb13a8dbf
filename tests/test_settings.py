"""Where settings come from, which one wins, and what is refused."""

import os
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from ppp_settings import load_settings, origins


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test in a folder without ppp.toml, without PPP_* variables."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("PPP_")]:
        monkeypatch.delenv(name)


def write(text: str) -> None:
    Path("ppp.toml").write_text(text, "utf-8")


def test_defaults_hold_where_nothing_is_set() -> None:
    settings = load_settings()
    assert (settings.port, settings.llm) == (7860, None)
    assert set(origins(settings).values()) == {"default"}


def test_option_wins_over_environment_over_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('top_k = 3\nport = 3\nhost = "::1"\n')
    monkeypatch.setenv("PPP_TOP_K", "4")
    monkeypatch.setenv("PPP_PORT", "4")
    settings = load_settings(top_k=5, llm=None)
    assert (settings.top_k, settings.port, settings.host) == (5, 4, "::1")
    where = origins(settings, options=["top_k"])
    assert where["top_k"] == "option"
    assert where["port"] == "environment PPP_PORT"
    assert where["host"] == "ppp.toml"
    assert where["llm"] == "default"


def test_origin_is_told_by_place_not_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    write("top_k = 4\n")
    monkeypatch.setenv("PPP_TOP_K", "4")
    assert origins(load_settings(top_k=4), options=["top_k"])["top_k"] == "option"
    assert origins(load_settings())["top_k"] == "environment PPP_TOP_K"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPP_LLM", "")
    settings = load_settings()
    assert settings.llm is None
    assert origins(settings)["llm"] == "default"


def test_home_is_expanded_in_paths() -> None:
    assert load_settings(store="~/ppp").store == Path.home() / "ppp"


def test_unknown_key_in_the_file_is_refused_by_name() -> None:
    write("topk = 4\n")
    with pytest.raises(SettingsError, match="topk: no such setting; `ppp settings` lists them"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [
    ("PPP_PORT", "abc"), ("PPP_PORT", "70000"), ("PPP_TOP_K", "0"), ("PPP_MIN_CONFIDENCE", "2"),
    ("PPP_LOG_LEVEL", "loud"), ("PPP_THREADS", "0"), ("PPP_FETCH_TIMEOUT_SECONDS", "-1"),
])  # fmt: skip
def test_bad_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"{name} .*found '{value}'"):
        load_settings()


def test_bad_option_is_named_as_such() -> None:
    with pytest.raises(SettingsError, match=r"--top-k: .*found 0"):
        load_settings(top_k=0)


def test_several_bad_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    write("port = -1\n")
    monkeypatch.setenv("PPP_TOP_K", "many")
    with pytest.raises(SettingsError, match=r"PPP_TOP_K.*PPP_PORT|PPP_PORT.*PPP_TOP_K"):
        load_settings()


@pytest.mark.parametrize("body", [b"port = \n", b"\xff\xfe"])
def test_broken_file_is_named(body: bytes) -> None:
    Path("ppp.toml").write_bytes(body)
    with pytest.raises(SettingsError, match=r"ppp\.toml: .*; mend or remove the file"):
        load_settings()


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org/hook", "http://", "x"])
def test_a_webhook_that_is_no_web_address_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match=r"--webhook-url: .*is no http or https address"):
        load_settings(webhook_url=url)
    assert load_settings(webhook_url="https://e.org/x").webhook_url == "https://e.org/x"


def test_at_least_one_version_is_kept() -> None:
    with pytest.raises(SettingsError, match="--keep-versions"):
        load_settings(keep_versions=0)


def test_a_short_password_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPP_MAINTAINER_PASSWORD", "seven77")
    with pytest.raises(SettingsError, match=r"PPP_MAINTAINER_PASSWORD .*at least 8") as caught:
        load_settings()
    assert "seven77" not in str(caught.value) and "found 7 characters" in str(caught.value)
    monkeypatch.setenv("PPP_MAINTAINER_PASSWORD", "eight888")
    settings = load_settings()
    assert settings.maintainer_password is not None
    assert "eight888" not in settings.model_dump_json() + repr(settings)


def test_a_password_of_another_type_is_not_shown_either() -> None:
    write("maintainer_password = 1234567890\n")
    with pytest.raises(SettingsError, match="maintainer_password") as caught:
        load_settings()
    assert "1234567890" not in str(caught.value)
