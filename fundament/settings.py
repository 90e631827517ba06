"""Every variable of the environment that Fundament has for itself, read and checked in one place.

`.env.example` tells them to people. What other programs have for themselves (libpq, dbt, Dagster), and the secrets
that a delivery names, are no settings of ours: `variable_named` reads those.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fundament.errors import Misconfigured
from fundament.secrets import USER_AND_PASSWORD

PREFIX = "FUNDAMENT_"
MEMORY = r"^(\d+(?:\.\d+)?)([KMGT])(i?)B$"
# Of what is published: without a user or a password.
ADDRESS = r"https?://[^\s<>\"{}|\\^`/@]+(/[^\s<>\"{}|\\^`]*)?"
MAIL = r"[^@\s<>\"/:]+@[^@\s<>\"/:]+"
AMSTERDAM = "Europe/Amsterdam"
Engine = Literal["duckdb", "spark"]
ENGINES: tuple[Engine, ...] = ("duckdb", "spark")


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no time zone") from error


def _whole(default: int, at_least: int) -> int:
    number: int = Field(default, ge=at_least, description=f"a whole number of at least {at_least}")
    return number


def _address() -> str:
    text: str = Field("", pattern=f"^({ADDRESS})?$", description="an address such as https://data.example.org/")
    return text


class Settings(BaseSettings):
    """The settings; an empty variable is one that is not there. `description` says what may be given."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, str_strip_whitespace=True
    )

    home: Path = Path("data")
    deliveries: Path | None = None
    keep_releases: int = _whole(14, at_least=2)
    # A release that was replaced stays this long for whoever is still reading it.
    keep_hours: int = _whole(24, at_least=0)
    # Of the runs that have ended, Dagster remembers this many.
    keep_runs: int = _whole(100, at_least=1)
    # Of DuckDB, wherever it reads, computes, checks and publishes, and of the process that parses files of others.
    memory_limit: str = Field("4GB", pattern=MEMORY, description="a size such as 4GB")
    # Zero: as many as there are cores.
    threads: int = _whole(0, at_least=0)
    # Where the models are computed that grow with lines, issues and events, and the folder that both engines see.
    engine: Engine = Field("duckdb", description="duckdb or spark")
    shared: str = ""
    # How long the reading of one file of others may take.
    file_seconds: int = _whole(1800, at_least=1)
    # How many cells a sheet may have, from its first to the last that holds something.
    sheet_cells: int = _whole(25_000_000, at_least=1)
    note: Literal["on", "off"] = Field("on", description="on or off")
    # The organisation's: a day that is taken from an instant is the day there.
    time_zone: Annotated[str, AfterValidator(_zone)] = Field(
        AMSTERDAM, description=f"a time zone, such as {AMSTERDAM}"
    )
    max_age_hours: int | None = Field(None, ge=1, description="a whole number of hours")
    readers_group: str = ""
    ui_hosts: str = ""
    servers: str = ""
    postgres_dsn: SecretStr = SecretStr("")
    postgres_readers: str = ""
    smtp_host: str = ""
    smtp_port: str = ""
    smtp_security: str = ""
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    notice_from: str = ""
    notice_to: str = ""
    webhook_url: SecretStr = SecretStr("")
    webhook_token: SecretStr = SecretStr("")
    data_publisher: str = ""
    data_publisher_uri: str = _address()
    data_contact: str = Field("", pattern=f"^({ADDRESS}|{MAIL})?$", description="an address of mail or of a page")
    data_licence: str = _address()
    # What nobody has opened is not public.
    data_access_rights: Literal["public", "restricted", "non_public"] = Field(
        "non_public", description="one of public, restricted, non_public"
    )
    # Of the folder `published` as readers reach it.
    data_address: str = _address()

    @property
    def memory_of_half(self) -> str:
        """Half of `memory_limit`, for each of two that read a release at once."""
        return f"{bytes_of(self.memory_limit) // 2}B"


def settings() -> Settings:
    """The settings as the environment has them. Raises `Misconfigured` for a value that can't be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        may_be = Settings.model_fields[name].description
        shown = USER_AND_PASSWORD.sub("***@", repr(first["input"]))
        raise Misconfigured(f"{PREFIX}{name.upper()} is {shown}", "environment", f"Give {may_be}.") from None


def variable_named(name: str) -> str:
    """A variable that is not ours, without white space around it; empty where it is not there."""
    return os.environ.get(name, "").strip()


def bytes_of(memory: str) -> int:
    """A size such as 4GB or 1.5GiB in bytes."""
    match = re.fullmatch(MEMORY, memory)
    assert match
    number, sign, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(sign) + 1))
