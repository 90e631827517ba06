"""The `pull:` block of a delivery's YAML: which system to ask, for what, with which secret of the environment.

How it is asked: `fundament.connectors`; whether it may be, `permits.py` there. All other keys: `declaration.py`.
"""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from fundament.clock import TIME_ZONE

LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Fields of Jira that hold a person; no personal data is asked for.
PERSONS = ("assignee", "reporter", "creator", "watches", "votes", "worklog", "comment")

ISSUE_COLUMNS = (
    "issue_id",
    "title",
    "component",
    "severity",
    "is_blocking",
    "status",
    "created_at",
    "target_date",
    "resolved_at",
    "validated_at",
)
# Beside the canonical ones: to map, or to look at in the landed file.
MORE_ISSUE_COLUMNS = (
    "jira_id",
    "issue_type",
    "resolution",
    "labels",
    "updated_at",
    "reopened_count",
    "last_reopened_at",
)
REJECT_REASON, SKIP_REASON = "reject_reason", "skip_reason"


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("give a URL with https://")
    if parts.username or parts.password:
        raise ValueError("a user or password does not belong in the YAML; name a variable of the environment")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("http:// would send the token unprotected; give https://")
    return url.rstrip("/")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except Exception as error:
        raise ValueError(f"{name!r} is no time zone, such as Europe/Amsterdam") from error
    return name


TimeZone = Annotated[str, AfterValidator(_time_zone)]
Url = Annotated[str, AfterValidator(_without_secrets)]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.csv$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def default_files(self) -> list[dict[str, Any]]:
        """The `files` of a delivery that names none."""
        return []


class Blocking(_Strict):
    """An issue is blocking where one of these holds; with none of them declared it is unknown."""

    fields: dict[str, list[str]] = {}
    labels: list[str] = []
    priorities: list[str] = []
    links: list[str] = []


class JiraPull(_Strict):
    """Issues out of Jira's REST search."""

    kind: Literal["jira"]
    url: Url
    deployment: Literal["cloud", "data_center"]
    token_variable: Variable
    user_variable: Variable | None = None
    jql: str
    resolved_statuses: list[str] = []
    validated_statuses: list[str] = []
    blocking: Blocking = Blocking()
    fields: dict[ColumnName, str] = {}
    page_size: Annotated[int, Field(ge=2, le=1000)] = 100
    overlap_minutes: Annotated[int, Field(ge=0)] = 60
    full_pull_every: Annotated[int, Field(ge=1)] = 7

    @model_validator(mode="after")
    def _can_be_asked(self) -> "JiraPull":
        if re.search(r"\border\s+by\b", self.jql, re.IGNORECASE):
            raise ValueError("jql: leave ORDER BY out; the connector orders by key")
        for path in (*self.fields.values(), *self.blocking.fields):
            if path.split(".")[0].lower() in PERSONS:
                raise ValueError(f"fields: {path!r} is about a person; no personal data is pulled")
        if self.deployment == "cloud" and not self.user_variable:
            raise ValueError("user_variable: Jira Cloud wants the e-mail address that the token belongs to")
        return self

    def default_files(self) -> list[dict[str, Any]]:
        """The landed file bears canonical names."""
        ignored = [name for name in MORE_ISSUE_COLUMNS if name not in self.fields]
        return [{"source": "issues", "path": "issues.csv", "ignored_columns": ignored}]


class Query(_Strict):
    """One query, and the file that its rows land in."""

    file: FileName
    query: str | None = None
    query_file: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Query":
        if (self.query is None) == (self.query_file is None):
            raise ValueError("give either query or query_file")
        return self


class SqlPull(_Strict):
    """Rows out of a PostgreSQL database; all queries see the same state of it."""

    kind: Literal["sql"]
    dialect: Literal["postgresql"] = "postgresql"
    dsn_variable: Variable
    queries: Annotated[list[Query], Field(min_length=1)]
    statement_timeout_seconds: Annotated[int, Field(ge=1, le=7200)] = 3600


PROCUREMENT_METHODS = {
    "open": "open",
    "selective": "restricted",
    "limited": "negotiated_without_notice",
    "direct": "direct",
}


class OcdsPull(_Strict):
    """Contracts, amendments and transactions out of OCDS packages or JSON Lines of releases."""

    kind: Literal["ocds"]
    paths: list[str] = []
    urls: list[Url] = []
    token_variable: Variable | None = None
    amount_is: Literal["net", "gross"] | None = None
    contract_key: Literal["ocid_and_contract_id", "contract_id"] = "ocid_and_contract_id"
    awards_without_contract: Literal["reject", "contract"] = "reject"
    procurement_methods: dict[str, str] = PROCUREMENT_METHODS
    # Codes of rationaleClassifications; a canonical one needs no entry.
    modification_grounds: dict[str, str] = {}
    time_zone: TimeZone = TIME_ZONE.key

    @model_validator(mode="after")
    def _has_input(self) -> "OcdsPull":
        if not self.paths and not self.urls:
            raise ValueError("give paths (in the delivery's folder) or urls")
        return self

    def default_files(self) -> list[dict[str, Any]]:
        """The landed files bear canonical names, and say why a row is none."""
        return [
            {
                "source": source,
                "path": f"{source}.csv",
                "reject_reason_from": REJECT_REASON,
                "skip_reason_from": SKIP_REASON,
            }
            for source in ("contracts", "contract_amendments", "contract_spend")
        ]


Pull = Annotated[JiraPull | SqlPull | OcdsPull, Field(discriminator="kind")]
