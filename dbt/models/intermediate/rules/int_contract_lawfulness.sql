-- What holds for a contract as a whole when its spend is classed.
{{ config(materialized='table') }}

with contracts as (
    select * from {{ ref('known_contracts') }}
),

direct_awards as (
    select * from {{ ref('rule_r08_direct_award') }}
),

bands as (
    select distinct
        publication_id,
        contract_id
    from {{ ref('int_value_bands') }}
),

frameworks_above as (
    select
        publication_id,
        contract_id,
        min(framework_id) filter (where maximum_value_net is null) as framework_without_maximum
    from {{ ref('int_frameworks_above') }}
    group by publication_id, contract_id
),

-- Contracts with an increase that does not pass: where it starts depends on every change before it.
doubted as (
    select distinct
        publication_id,
        contract_id
    from {{ ref('int_amendment_verdicts') }}
    where value_delta_net > 0 and verdict != 'pass'
),

-- Amendments of which nobody can say which euros rest on them: from their day on the spend is uncertain.
unplaced as (
    select
        amendments.publication_id,
        amendments.contract_id,
        min(amendments.amendment_date) as unplaced_from,
        arg_min(amendments.evidence, (amendments.amendment_date, amendments.amendment_id)) as unplaced_evidence,
        arg_min(amendments.rule_id, (amendments.amendment_date, amendments.amendment_id)) as unplaced_rule_id
    from {{ ref('int_amendment_verdicts') }} as amendments
    inner join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
    left join doubted
        on amendments.publication_id = doubted.publication_id and amendments.contract_id = doubted.contract_id
    where
        -- What passes for any value takes no euro along, unless a change that does not pass stands on top of it.
        (
            amendments.value_delta_net is null
            and (amendments.verdict != 'pass' or doubted.contract_id is not null)
        )
        or (
            amendments.verdict != 'pass'
            and amendments.value_delta_net > 0
            and contracts.original_value_net is null
        )
        or (amendments.verdict = 'not_testable' and amendments.modification_ground = 'successor')
        -- What may be substantial may make all that comes after it another contract.
        or (amendments.verdict = 'not_testable' and (amendments.rule_id = 'R7' or amendments.is_large_decrease))
    group by amendments.publication_id, amendments.contract_id
)

select
    contracts.publication_id,
    contracts.contract_id,
    contracts.recognition_basis,
    contracts.asserted_class,
    contracts.asserted_from,
    direct_awards.verdict as award_verdict,
    direct_awards.lawfulness_class as award_class,
    direct_awards.reason as award_reason,
    direct_awards.evidence as award_evidence,
    unplaced.unplaced_from,
    unplaced.unplaced_rule_id,
    unplaced.unplaced_evidence,
    bands.contract_id is not null as has_bands,
    frameworks_above.contract_id is not null as is_under_framework,
    case
        when frameworks_above.framework_without_maximum is not null
            then {{ said('rule_evidence.no_maximum', 'en') }}
        when contracts.contract_type = 'call_off' and frameworks_above.contract_id is null
            then {{ said('rule_evidence.no_framework', 'en') }}
    end as ceiling_missing_evidence,
    -- Reported in full as a commitment in its first year, it is not counted again in later years.
    coalesce(contracts.recognition_basis = 'commitment', false) as is_commitment
from contracts
left join direct_awards
    on contracts.publication_id = direct_awards.publication_id and contracts.contract_id = direct_awards.subject_id
left join unplaced
    on contracts.publication_id = unplaced.publication_id and contracts.contract_id = unplaced.contract_id
left join bands
    on contracts.publication_id = bands.publication_id and contracts.contract_id = bands.contract_id
left join frameworks_above
    on
        contracts.publication_id = frameworks_above.publication_id
        and contracts.contract_id = frameworks_above.contract_id
