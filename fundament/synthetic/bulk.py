"""Rows by the million, made and written by DuckDB as a stream: spend lines, services, dependencies, issues.

A row is a function of its number and the seed alone, and nothing is kept in memory: the size of a file is limited
by the disk. Numbers are bound; the SQL is fixed.
"""

from pathlib import Path

from fundament import database
from fundament.synthetic.base import AS_OF, BULK_MONTHS, FIRST_YEAR, MIXED_SQL, Size

TIERS = 8

# `mixed` is linear in n; `scattered` is not, so that pairs of two of them are not bound to one another.
MACROS = """
create or replace temp macro scattered(n, seed) as
    mixed(mixed(n, seed) * 40499 + n, seed + 1) * 65536 + mixed(n, seed);
create or replace temp macro eur(cents) as cast(cents as decimal(18, 0)) * cast(0.01 as decimal(3, 2));
create or replace temp macro numbered(prefix, n, width) as prefix || lpad(cast(n as varchar), width, '0');
create or replace temp macro label(seed, n) as 'synthetic, seed ' || seed || ', row ' || (n + 1);
"""

# A bulk line takes up one month of the first months of its contract.
BULK_LINES = """
create or replace temp macro bulk_lines(line_count, contracts, seed, first_year, months) as table
select
    n,
    n % contracts as contract_no,
    cast(
        make_date(
            cast(first_year + n % contracts * 7 % 4 as integer), cast(n % contracts * 5 % 12 + 1 as integer), 1
        ) + to_months(cast(n // contracts % months as integer)) as date
    ) as period_start,
    10000 + mixed(n, seed) * 80 + mixed(n, seed + 1) % 80 as net_cents,
    case when n % 7 = 0 then 9 else 21 end as vat_pct,
    (net_cents * (100 + vat_pct) * 2 + 100) // 200 as gross_cents
from range(line_count) as numbers (n)
"""

SPEND_OF_CONTRACTS = """
select contract_no, year(period_start) as year, sum(net_cents) as net_cents, sum(gross_cents) as gross_cents
from bulk_lines($lines, $contracts, $seed, $first_year, $months)
group by all order by all
"""

# Every third line gives only the amount including VAT, every third only the net one, with the rate for the other.
SPEND = """
select
    numbered('SYN-B', n, 9) as line_id,
    numbered('SYN-C', contract_no, 7) as contract_id,
    period_start,
    cast(period_start + to_months(1) as date) as period_end,
    case when n % 3 != 1 then eur(net_cents) end as amount_net,
    case when n % 3 != 2 then eur(gross_cents) end as amount_gross,
    case vat_pct when 9 then '0.09' else '0.21' end as vat_rate,
    'realised' as measure_type,
    case when $services > 0 then numbered('SYN-V', n % greatest($services, 1), 6) end as service_id,
    'EUR' as currency,
    label($seed, n) as citation
from bulk_lines($lines, $contracts, $seed, $first_year, $months)
"""

# The same lines as an export of a Dutch ledger would show them.
DUTCH_SPEND = """
select
    numbered('SYN-B', n, 9) as "Boekingsnummer",
    numbered('SYN-C', contract_no, 7) as "Contract",
    strftime(period_start, '%d-%m-%Y') as "Periode van",
    strftime(cast(period_start + to_months(1) as date), '%d-%m-%Y') as "Periode tot",
    case when n % 3 != 1 then replace(cast(eur(net_cents) as varchar), '.', ',') end as "Bedrag excl. btw",
    case when n % 3 != 2 then replace(cast(eur(gross_cents) as varchar), '.', ',') end as "Bedrag incl. btw",
    case vat_pct when 9 then '0,09' else '0,21' end as "Btw-tarief",
    case when $services > 0 then numbered('SYN-V', n % greatest($services, 1), 6) end as "Dienst",
    'Synthetische factuur; nummer "' || n || '"' as "Omschrijving",
    label($seed, n) as "Herkomst"
from bulk_lines($lines, $contracts, $seed, $first_year, $months)
"""

SERVICES = """
select service_id, 'Synthetic ' || service_kind || ' ' || n as service_name, service_kind, owner,
    label($seed, row_number() over (order by kind_order, n) - 1) as citation
from (
    select 1 as kind_order, n, 'SYN-P' || n as service_id, 'platform' as service_kind, 'Synthetic unit 0' as owner
    from range(2) as numbers (n)
    union all
    select 2, n, numbered('SYN-V', n, 6), 'service', case when n % 50 != 0 then 'Synthetic unit ' || n % 9 end
    from range($services) as numbers (n)
    union all
    select 3, n, numbered('SYN-G', n, 4), 'programme', 'Synthetic unit ' || n % 9
    from range($programmes) as numbers (n)
    union all
    select 4, n, numbered('SYN-W', n, 4), 'law', null from range($laws) as numbers (n)
    union all
    select 5, n, numbered('SYN-O', n, 4), 'agreement', null from range($agreements) as numbers (n)
)
order by kind_order, n
"""

# Platform -> service -> later services -> programme -> law -> agreement, without cycles: services stand in tiers,
# and are needed in later tiers only. A pair that is drawn twice counts once, so more are drawn than needed.
DEPENDENCIES = """
with drawn as (
    select 0 as kind, n, numbered('SYN-V', n, 6) as from_id, 'SYN-P1' as to_id, 'runs_on' as dependency_type
    from range($services) as numbers (n)
    union all
    select 1, n, numbered('SYN-V', n, 6), numbered('SYN-G', n % $programmes, 4), 'required_by'
    from range($services) as numbers (n) where n % 20 = 0
    union all
    select 2, n, numbered('SYN-G', n, 4), numbered('SYN-W', n % $laws, 4), 'required_by'
    from range($programmes) as numbers (n)
    union all
    select 3, n, numbered('SYN-W', n, 4), numbered('SYN-O', n % $agreements, 4), 'paid_under'
    from range($laws) as numbers (n)
    union all
    select 4, n, numbered('SYN-V', needed, 6), numbered('SYN-V', needing, 6), 'required_by'
    from (
        select
            n,
            scattered(n, $seed) % (tier_size * $last_tier) as needed,
            needed // tier_size as tier,
            (tier + 1) * tier_size
            + scattered(n, $seed + 2) % ($services - (tier + 1) * tier_size) as needing
        from range($dependencies * 2) as numbers (n)
        cross join (select $services // ($last_tier + 1) as tier_size) as tiers
        where tier_size > 0
    )
),

once as (
    select from_id, to_id, dependency_type, min(kind) as kind, min(n) as n
    from drawn
    group by from_id, to_id, dependency_type
)

select
    from_id,
    to_id,
    dependency_type,
    case when n % 3 = 0 then mixed(n, $seed + 4) % 30 end as lag_days,
    label($seed, row_number() over (order by kind, n, from_id, to_id) - 1) as citation
from once
order by kind, n, from_id, to_id
limit $dependencies
"""

# The first is the delivery of the platform that the others go to, half a year late and still under way.
MIGRATIONS = """
select
    numbered('SYN-M', n, 6) as migration_id,
    case when n = 0 then 'SYN-P1' else numbered('SYN-V', n % $services, 6) end as service_id,
    case when n > 0 then 'SYN-P0' end as from_platform_id,
    case when n > 0 then 'SYN-P1' end as to_platform_id,
    'wave ' || (1 + drawn % 6) as wave,
    status,
    baseline_start_date,
    baseline_start_date + length_days as baseline_end_date,
    case when has_forecast then baseline_start_date + slip_days end as forecast_start_date,
    case when has_forecast then baseline_start_date + length_days + slip_days end as forecast_end_date,
    case when status in ('in_progress', 'completed') then baseline_start_date + slip_days end as actual_start_date,
    case when status = 'completed' then baseline_start_date + length_days + slip_days end as actual_end_date,
    case when slip_days > 0 and n > 0 then 'SYN-P1' end as reason,
    case when $contracts > 0 and n > 0 then numbered('SYN-C', n % greatest($contracts, 1), 7) end as contract_id,
    case when drawn % 2 = 0 then 'migrate_first' else 'switch_first' end as sequence,
    1 + mixed(n, $seed + 14) % 9 as weight,
    label($seed, n) as citation
from (
    select
        n,
        mixed(n, $seed + 5) as drawn,
        case when n = 0 then date '2025-07-01' else date '2024-01-01' + cast(drawn % 1000 as integer) end
            as baseline_start_date,
        cast(10 + mixed(n, $seed + 6) % 80 as integer) as length_days,
        case when n = 0 then 182 else cast(greatest(0, mixed(n, $seed + 7) % 400 - 100) as integer) end
            as slip_days,
        case
            when n = 0 then 'in_progress'
            when drawn % 37 = 0 then 'cancelled'
            when drawn % 31 = 0 then 'paused'
            when baseline_start_date + length_days + slip_days < $as_of_date then 'completed'
            when baseline_start_date + slip_days < $as_of_date then 'in_progress'
            else 'not_started'
        end as status,
        n = 0 or (status not in ('cancelled', 'completed') and drawn % 29 != 0) as has_forecast
    from range($migrations) as numbers (n)
)
order by n
"""

# Every eighth issue that was resolved comes back; half of these had been validated too. Its row has the latest
# dates only, as a tracker overwrites them.
DRAWN_ISSUES = """
create or replace temp macro drawn_issues(issues, seed, as_of_date) as table
select
    n,
    mixed(n, seed + 8) as drawn,
    numbered('SYN-I', n, 8) as issue_id,
    timestamp '2023-01-02 00:00:00' + to_minutes(mixed(n, seed + 9) * 25) as created_at,
    created_at + to_minutes(mixed(n, seed + 10) * (1 + n % 7)) as would_resolve_at,
    case when drawn % 11 != 0 and would_resolve_at < as_of_date then would_resolve_at end as first_resolved_at,
    case when n % 8 = 3 then first_resolved_at + to_minutes(2 + mixed(n, seed + 12)) end as would_reopen_at,
    case when would_reopen_at < as_of_date then would_reopen_at end as reopened_at,
    case when n % 16 = 3 and reopened_at is not null then first_resolved_at + to_minutes(1) end
        as first_validated_at,
    reopened_at + to_minutes(1 + mixed(n, seed + 13)) as would_resolve_again_at,
    case
        when reopened_at is null then first_resolved_at
        when would_resolve_again_at < as_of_date then would_resolve_again_at
    end as resolved_at,
    resolved_at + to_minutes(mixed(n, seed + 11) // 4) as would_validate_at,
    case when drawn % 13 != 0 and would_validate_at < as_of_date then would_validate_at end as validated_at
from range(issues) as numbers (n)
"""

ISSUES = """
select
    issue_id,
    'Synthetic issue ' || n as title,
    'component ' || lpad(cast(drawn % 20 as varchar), 2, '0') as component,
    case drawn % 4 when 0 then 'high' when 1 then 'low' else 'medium' end as severity,
    drawn % 10 = 0 as is_blocking,
    case when validated_at is not null then 'closed' when resolved_at is not null then 'resolved' else 'open' end
        as status,
    created_at,
    case when drawn % 3 = 0 then cast(created_at as date) + 60 end as target_date,
    resolved_at,
    validated_at,
    case when $services > 0 and drawn % 5 != 0 then numbered('SYN-V', drawn % greatest($services, 1), 6) end
        as service_id,
    case when $services > 0 and drawn % 5 = 0 then 'SYN-P1' end as platform_id,
    'Synthetic supplier ' || drawn % 97 as supplier_name,
    label($seed, n) as citation
from drawn_issues($issues, $seed, $as_of_date)
order by n
"""

# The tracker keeps a history of the issues that came back, and of a fifth of the others.
ISSUE_EVENTS = """
with drawn as (
    select * from drawn_issues($issues, $seed, $as_of_date)
    where reopened_at is not null or n % 5 = 0
),

events as (
    select n, issue_id, 1 as event_no, created_at as event_at, 'opened' as event_type from drawn
    union all
    select n, issue_id, 2, first_resolved_at, 'resolved' from drawn
    union all
    select n, issue_id, 3, first_validated_at, 'validated' from drawn
    union all
    select n, issue_id, 4, reopened_at, 'reopened' from drawn
    union all
    select n, issue_id, 5, resolved_at, 'resolved' from drawn where reopened_at is not null
    union all
    select n, issue_id, 6, validated_at, 'validated' from drawn
)

select
    issue_id,
    event_at,
    event_type,
    label($seed, row_number() over (order by n, event_no) - 1) as citation
from events
where event_at is not null
order by n, event_no
"""


class Bulk:
    """Writes the bulk files of one size."""

    def __init__(self, size: Size, spend_lines: int) -> None:
        """`spend_lines` is how many of the lines are bulk lines."""
        self.size = size
        self.spend_lines = spend_lines
        self.connection = database.in_memory()
        self.connection.execute(";".join((MIXED_SQL, MACROS, DRAWN_ISSUES, BULK_LINES)))

    def spend_of_contracts(self) -> list[tuple[int, int, int, int]]:
        """Contract number, year, and the sums of the bulk lines in cents, net and gross."""
        return self.connection.execute(SPEND_OF_CONTRACTS, self._of_spend()).fetchall()

    def write_spend(self, path: Path, messy: bool) -> None:
        """The bulk spend lines, in canonical columns or as a Dutch ledger exports them."""
        values = {**self._of_spend(), "services": self.size.services}
        self._write(DUTCH_SPEND if messy else SPEND, values, path, ";" if messy else ",")

    def _of_spend(self) -> dict[str, object]:
        return {
            "lines": self.spend_lines,
            "contracts": self.size.contracts,
            "seed": self.size.seed,
            "first_year": FIRST_YEAR,
            "months": BULK_MONTHS,
        }

    def count_services(self) -> int:
        """Rows of `services`, platforms and the others included."""
        return 2 + self.size.services + sum(self._kinds().values())

    def write_services(self, path: Path) -> None:
        """Two platforms, the services, programmes, laws and agreements."""
        self._write(SERVICES, {"seed": self.size.seed, "services": self.size.services, **self._kinds()}, path)

    def write_dependencies(self, path: Path) -> None:
        """The dependencies, without cycles."""
        names = ("seed", "services", "dependencies")
        values = {**{name: getattr(self.size, name) for name in names}, **self._kinds(), "last_tier": TIERS - 1}
        self._write(DEPENDENCIES, values, path)

    def write_migrations(self, path: Path) -> None:
        """The migrations, each with its slip."""
        names = ("seed", "services", "migrations", "contracts")
        self._write(MIGRATIONS, {**{name: getattr(self.size, name) for name in names}, "as_of_date": AS_OF}, path)

    def write_issues(self, path: Path) -> None:
        """The issues of three years."""
        self._write(ISSUES, {**self._of_issues(), "services": self.size.services}, path)

    def write_issue_events(self, path: Path) -> None:
        """What happened to the issues that came back, and to some of the others."""
        self._write(ISSUE_EVENTS, self._of_issues(), path)

    def _of_issues(self) -> dict[str, object]:
        return {"seed": self.size.seed, "issues": self.size.issues, "as_of_date": AS_OF}

    def _kinds(self) -> dict[str, int]:
        services = self.size.services
        return {
            "programmes": max(1, services // 100),
            "laws": max(1, services // 200),
            "agreements": max(1, services // 200),
        }

    def _write(self, sql: str, values: dict[str, object], path: Path, delimiter: str = ",") -> None:
        # `copy` streams; a relation with parameters would be held in memory first.
        statement = f"copy ({sql}) to $path (header, delimiter '{delimiter}')"
        self.connection.execute(statement, {**values, "path": str(path)})
