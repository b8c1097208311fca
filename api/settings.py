"""What whoever runs the service may set, by environment (`KPI_ADVISOR_…`) or in a TOML file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE_VARIABLE: Final = "KPI_ADVISOR_SETTINGS_FILE"
_SHORTEST_KEY: Final = 16


class Settings(BaseSettings):
    """The service's settings. The environment wins over the file that KPI_ADVISOR_SETTINGS_FILE names.

    In the environment a list is separated by commas. A key in the file that is not a setting is an error; what was
    given is never printed with an error, since it may be a key.
    """

    model_config = SettingsConfigDict(
        env_prefix="KPI_ADVISOR_", extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Keys callers may use, 16 characters or more each. None: no key is asked for."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Origins whose pages may call from a browser, e.g. https://example.com. None by default.",
    )
    form: bool | None = Field(
        default=None,
        description="Whether the intake form is there for everyone, key or no key. Left out: only where there are no keys.",
    )
    default_language: Literal["ja", "en"] = Field(
        default="en", description="The language where Accept-Language names none."
    )
    max_body_bytes: int = Field(default=1_000_000, ge=1_000, le=20_000_000, description="The size of a request's body.")
    max_kpis: int = Field(default=500, ge=1, le=5_000, description="KPIs in one plan; as many KGIs.")
    max_text_length: int = Field(default=5_000, ge=100, description="Characters in one value.")
    max_links: int = Field(
        default=5_000,
        ge=100,
        description="Names in the kgi, drives and guarded_by of all KPIs; marks in them count too.",
    )
    max_depth: int = Field(default=32, ge=4, le=64, description="Levels of nesting.")
    max_values: int = Field(default=50_000, ge=100, description="Values in one plan.")
    seconds_to_receive: float = Field(default=10, gt=0, description="Time for a request's body to arrive.")
    seconds_to_judge: float = Field(default=10, gt=0, description="Time from a whole body to its answer.")
    threads: int = Field(default=4, ge=1, le=64, description="Plans judged at once by one worker.")
    max_waiting: int = Field(default=256, ge=0, description="Plans that may wait for a thread.")

    requests_per_minute: int = Field(
        default=600, ge=0, le=1_000_000, description="Requests of one key, or one address without keys. 0: no limit."
    )
    shared_folder: Path | None = Field(
        default=None,
        description="Where the workers of one service keep their counts. kpi-advisor serve makes it when it has several.",
    )

    @property
    def has_form(self) -> bool:
        """Whether the intake form is served: a person has no key to bring, so keys close it unless told otherwise."""
        return not self.api_keys if self.form is None else self.form

    @field_validator("api_keys", "cors_origins", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("api_keys")
    @classmethod
    def _long_enough(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(k.get_secret_value()) < _SHORTEST_KEY or not k.get_secret_value().isascii() for k in keys):
            raise ValueError(f"each key needs {_SHORTEST_KEY} ASCII characters or more")
        return keys

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or not parts.netloc
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError("an origin is a scheme and a host, such as https://example.com")
        return origins

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # a file is named, never found by chance
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = os.environ.get(FILE_VARIABLE)
        if not file:
            return init_settings, env_settings
        # A named file that is missing must not pass for one without keys: opening it first makes that an OSError.
        with open(file, "rb"):  # noqa: PTH123
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)
