-- One lawfulness class per part: assessed before asserted by the source before computed.
{{ config(materialized='table') }}

with computed as (
    select * from {{ ref('int_spend_rule_classes') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

assessments as (
    select
        *,
        lawfulness_class as assessed_class
    from {{ ref('int_assessments') }}
    where is_latest
),

classes as (
    select * from {{ ref('lawfulness_classes') }}
),

classified as (
    select
        computed.*,
        coalesce(assessed_line.assessed_class, assessed_contract.assessed_class) as assessed_class,
        coalesce(assessed_line.assessor_role, assessed_contract.assessor_role) as assessor_role,
        coalesce(assessed_line.assessed_on, assessed_contract.assessed_on) as assessed_on,
        case
            when coalesce(contracts.asserted_from, computed.part_start) <= computed.part_start
                then contracts.asserted_class
        end as asserted_class
    from computed
    left join contracts
        on computed.publication_id = contracts.publication_id and computed.contract_id = contracts.contract_id
    left join assessments as assessed_line
        on
            computed.publication_id = assessed_line.publication_id
            and assessed_line.subject_type = 'line'
            and computed.line_id = assessed_line.subject_id
    left join assessments as assessed_contract
        on
            computed.publication_id = assessed_contract.publication_id
            and assessed_contract.subject_type = 'contract'
            and computed.contract_id = assessed_contract.subject_id
),

decided as (
    select
        *,
        coalesce(assessed_class, asserted_class, computed_class) as lawfulness_class,
        case
            when assessed_class is not null then 'assessed'
            when asserted_class is not null then 'asserted_by_source'
            else 'computed'
        end as lawfulness_status
    from classified
)

select
    decided.*,
    classes.outcome,
    stated_classes.outcome as stated_outcome,
    case decided.lawfulness_status when 'computed' then decided.computed_rule_id else classes.rule_id end as rule_id
from decided
inner join classes on decided.lawfulness_class = classes.lawfulness_class
inner join classes as stated_classes
    on coalesce(decided.asserted_class, decided.computed_class) = stated_classes.lawfulness_class
