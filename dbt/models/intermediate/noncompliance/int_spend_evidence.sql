-- What classes of spend rest on, in words: once per contract and what it is, not once per line.
{{ config(materialized='table') }}

with contracts as (
    select * from {{ ref('int_contract_lawfulness') }}
),

terms as (
    select * from {{ ref('rule_r01_spend_after_lawful_end') }}
),

bands as (
    select
        publication_id,
        contract_id,
        evidence_key,
        evidence,
        band_class = 'beyond_agreed_value' as is_beyond
    from {{ ref('int_value_bands') }}
    union all
    select distinct
        publication_id,
        contract_id,
        'unknown' as evidence_key,
        {{ said('rule_evidence.net_sum_unknown', 'en') }} as evidence,
        true as is_beyond
    from {{ ref('int_value_bands') }}
),

under as (
    select
        publication_id,
        contract_id,
        string_agg(framework_id, ', ' order by framework_id) as framework_ids
    from {{ ref('int_frameworks_above') }}
    group by publication_id, contract_id
),

-- Of the running sums of several frameworks only what occurs.
codes as (
    select distinct
        publication_id,
        contract_id,
        evidence_key,
        if(evidence_key like 'over %', 'over', 'not_known') as sum_status,
        cast(replace(replace(evidence_key, 'over ', ''), 'not known ', '') as bigint) as code
    from {{ ref('int_spend_classes') }}
    where evidence_key like 'over %' or evidence_key like 'not known %'
)

select
    publication_id,
    contract_id,
    evidence_key,
    evidence
from terms
union all
select
    publication_id,
    contract_id,
    evidence_key,
    evidence
from bands
union all
select
    bands.publication_id,
    bands.contract_id,
    bands.evidence_key || ' beyond ' || terms.evidence_key as evidence_key,
    bands.evidence || '; ' || terms.evidence as evidence
from bands
inner join terms on bands.publication_id = terms.publication_id and bands.contract_id = terms.contract_id
where bands.is_beyond and {{ has_limit('terms.lawfulness_class') }}
union all
select
    contracts.publication_id,
    contracts.contract_id,
    'award' as evidence_key,
    {{ said('rule_evidence.award_class', 'en') }} as evidence
from contracts
left join {{ ref('rule_reasons') }} as reasons on contracts.award_reason = reasons.reason
where contracts.award_class is not null
union all
select
    publication_id,
    contract_id,
    'no maximum' as evidence_key,
    ceiling_missing_evidence as evidence
from contracts
where ceiling_missing_evidence is not null
union all
select
    publication_id,
    contract_id,
    'unplaced' as evidence_key,
    unplaced_evidence as evidence
from contracts
where unplaced_from is not null
union all
select
    publication_id,
    contract_id,
    'under' as evidence_key,
    {{ said('rule_evidence.under_framework', 'en') }} as evidence
from under
union all
select
    codes.publication_id,
    codes.contract_id,
    codes.evidence_key,
    string_agg(
        {{ said('rule_evidence.framework_sum', 'en', 'codes.sum_status') }}, '; ' order by frameworks.framework_id
    ) as evidence
from codes
inner join {{ ref('int_frameworks_above') }} as frameworks
    on
        codes.publication_id = frameworks.publication_id
        and codes.contract_id = frameworks.contract_id
        and mod(codes.code // frameworks.place_value, 2) = 1
group by codes.publication_id, codes.contract_id, codes.evidence_key
