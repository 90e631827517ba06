{{ config(materialized='table') }}
-- The rules that raise nothing for a publication: switched off by its organisation, or for everybody in the reference,
-- unless the organisation switches them on. With the findings that are kept back.
with publications as (
    select * from {{ ref('known_publications') }}
),

rules as (
    select * from {{ ref('finding_rules') }}
),

switches as (
    select * from {{ ref('known_finding_rule_switches') }}
),

raised as (
    select
        publication_id,
        finding_rule,
        count(*) as findings
    from {{ ref('int_findings_raised') }}
    group by publication_id, finding_rule
),

switched as (
    select
        publications.publication_id,
        rules.finding_rule,
        rules.severity,
        rules.label_en,
        rules.label_nl,
        switches.finding_rule is not null as is_delivered,
        coalesce(switches.is_enabled, rules.is_enabled) as is_enabled,
        case
            when switches.finding_rule is not null then switches.disabled_reason
            else coalesce(rules.disabled_reason, rules.disabled_reason_nl)
        end as disabled_reason,
        case
            when switches.finding_rule is not null then switches.disabled_reason_nl
            else coalesce(rules.disabled_reason_nl, rules.disabled_reason)
        end as disabled_reason_nl,
        switches.delivery_id,
        switches.source_file,
        switches.source_line,
        switches.citation
    from publications
    cross join rules
    left join switches
        on
            publications.publication_id = switches.publication_id
            and rules.finding_rule = switches.finding_rule
)

select
    switched.publication_id,
    switched.finding_rule,
    switched.severity,
    switched.label_en,
    switched.label_nl,
    switched.disabled_reason,
    switched.disabled_reason_nl,
    switched.delivery_id,
    switched.source_file,
    switched.source_line,
    switched.citation,
    case when switched.is_delivered then 'delivery' else 'reference' end as switched_off_by,
    coalesce(raised.findings, 0) as findings_suppressed
from switched
left join raised
    on switched.publication_id = raised.publication_id and switched.finding_rule = raised.finding_rule
where not switched.is_enabled
