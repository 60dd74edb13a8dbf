"""All settings in one place: `PPP_*` environment, then `ppp.toml`, then defaults."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import pydantic
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from corpus.errors import SettingsError

PROJECT = Path(__file__).resolve().parent
PACKAGED_SOURCES = PROJECT / "corpus" / "sources.toml"
SETTINGS_FILE = "ppp.toml"
PASSWORD_CHARS = 8


def default_store() -> Path:
    """`.ppp/` in a source checkout, else the user's data folder."""
    if (PROJECT / "pyproject.toml").exists():
        return PROJECT / ".ppp"
    import platformdirs

    return Path(platformdirs.user_data_dir("ppp-assistant"))


class Settings(BaseSettings):
    """Effective settings; unknown keys in ppp.toml are refused."""

    model_config = SettingsConfigDict(
        env_prefix="PPP_", env_ignore_empty=True, toml_file=SETTINGS_FILE,
        extra="forbid", frozen=True,
    )  # fmt: skip

    store: Path = Field(default_factory=default_store, description="folder of the snapshots")
    sources: Path = Field(PACKAGED_SOURCES, description="the pages that `ppp ingest` reads")
    top_k: int = Field(10, ge=1, le=100, description="passages retrieved for a question")
    reranker: str | None = Field(
        None, description="folder of a cross-encoder that reorders the passages; none: not done"
    )
    min_confidence: float = Field(
        0.27, ge=0, le=1, description="refuse when P(answer correct) is estimated below this"
    )
    max_risk: float | None = Field(
        None, ge=0, le=1,
        description="refuse so that this share of answers is wrong; wins over min_confidence",
    )  # fmt: skip
    max_question_chars: int = Field(4_000, ge=100, le=100_000)
    passage_chars: int = Field(900, ge=200, le=1_000, description="longest passage, characters")
    keep_versions: int | None = Field(
        None, ge=1, description="newest versions of a page whose text is kept; none: all"
    )
    webhook_url: str | None = Field(
        None, description="is told by POST of each snapshot that is published; none: nobody"
    )
    threads: int = Field(2, ge=1, le=64, description="CPU threads of the embedding model")
    fetch_on_start: bool = Field(False, description="`ppp chat` fetches web pages when it starts")
    fetch_timeout_seconds: float = Field(8.0, gt=0, le=120, description="for one page, in all")
    fetch_max_bytes: int = Field(10_000_000, ge=1_000)
    user_agent: str = "ppp-assistant/0.1 (reads pages to answer questions about them)"
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=0, le=65535)
    api_key: str | None = Field(None, description="that /api/v1 asks for; none: it is open")
    rate_limit: int | None = Field(
        None, ge=1, le=100_000,
        description="questions a minute from one address over /api/v1 and /mcp; none: no limit",
    )  # fmt: skip
    llm: str | None = Field(None, description='"provider:model"; none: answers are quotes')
    llm_base_url: str | None = Field(None, description="of an OpenAI-compatible server")
    llm_timeout_seconds: float = Field(60.0, gt=0, le=600)
    feedback: bool = Field(
        True, description="the chat asks whether an answer is right and stores what is said"
    )
    feedback_url: SecretStr | None = Field(
        None, description="database of the feedback (SQLAlchemy); none: SQLite in the store"
    )
    feedback_days: int = Field(365, ge=1, le=36_500, description="so long feedback is kept")
    feedback_rate_limit: int = Field(
        20, ge=1, le=100_000, description="pieces of feedback a minute from one address"
    )
    maintainer_password: SecretStr | None = Field(
        None, description=f"opens /maintainer, at least {PASSWORD_CHARS} characters; none: off"
    )
    stale_days: int = Field(
        30, ge=1, le=36_500,
        description="/maintainer calls a page stale whose last check is older, in days",
    )  # fmt: skip
    eval_report: Path | None = Field(
        None, description="what `ppp eval` wrote, a file or a folder; /maintainer shows the newest"
    )
    otel_endpoint: str | None = Field(
        None, pattern=r"^https?://",
        description="OTLP/gRPC collector that traces go to, as http://localhost:4317; none: off",
    )  # fmt: skip
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    @pydantic.field_validator("store", "sources", "eval_report")
    @classmethod
    def _in_home(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()

    @pydantic.field_validator("maintainer_password")
    @classmethod
    def _long_enough(cls, password: SecretStr | None) -> SecretStr | None:
        if password is not None and len(password) < PASSWORD_CHARS:
            raise ValueError(f"is too short; give at least {PASSWORD_CHARS} characters")
        return password

    @pydantic.field_validator("webhook_url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url is not None and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("is no http or https address")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over ppp.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - values of any setting
    """Read the settings; raises SettingsError that names each bad key and value."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except pydantic.ValidationError as error:
        raise SettingsError(_explain(error, given)) from error
    except (ValueError, OSError) as error:  # broken or unreadable TOML
        raise SettingsError(f"{SETTINGS_FILE}: {error}; mend or remove the file") from error


def origins(settings: Settings, options: Collection[str] = ()) -> dict[str, str]:
    """For each setting where its value came from; `options` names those given as arguments."""
    environment = EnvSettingsSource(Settings)()
    file = TomlConfigSettingsSource(Settings)()

    def origin(name: str) -> str:
        if name in options:
            return "option"
        if name in environment:
            return f"environment PPP_{name.upper()}"
        return SETTINGS_FILE if name in file else "default"

    return {name: origin(name) for name in type(settings).model_fields}


def _explain(error: pydantic.ValidationError, options: Collection[str]) -> str:
    lines = []
    for each in error.errors():
        name = ".".join(str(part) for part in each["loc"])
        where = f"PPP_{name.upper()} (or {name} in {SETTINGS_FILE})"
        if name in options:
            where = f"--{name.replace('_', '-')}"
        if each["type"] == "extra_forbidden":
            lines.append(f"{name}: no such setting; `ppp settings` lists them")
        elif _is_secret(name):
            lines.append(f"{where}: {each['msg']}, found {len(str(each['input']))} characters")
        else:
            lines.append(f"{where}: {each['msg']}, found {each['input']!r}")
    return "; ".join(lines)


def _is_secret(name: str) -> bool:
    field = Settings.model_fields.get(name.partition(".")[0])
    return field is not None and SecretStr in get_args(field.annotation)
