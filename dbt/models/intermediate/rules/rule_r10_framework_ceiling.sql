-- R10: call-offs stay within the maximum of the framework agreement, from the day it is passed they do not.
-- Both the agreement and each line under it have a verdict. No maximum on file is a flag of its own.
with ceilings as (
    select * from {{ ref('int_framework_ceilings') }}
),

parts as (
    select * from {{ ref('int_spend_parts') }}
),

contracts as (
    select
        lawfulness.publication_id,
        lawfulness.contract_id,
        lawfulness.is_under_framework,
        lawfulness.ceiling_missing_evidence
    from {{ ref('int_contract_lawfulness') }} as lawfulness
    where lawfulness.is_under_framework or lawfulness.ceiling_missing_evidence is not null
),

tracks as (
    select
        tracks.publication_id,
        tracks.line_id,
        -- What is above its maximum already stays so, whatever comes to be unknown later.
        bool_or(
            if(tracks.is_known, greatest(tracks.sum_before_net, tracks.sum_after_net), tracks.known_sum_net)
            > frameworks.maximum_value_net
        ) as is_over,
        bool_or(not tracks.is_known) as is_unknown,
        string_agg(distinct tracks.track_id, ', ' order by tracks.track_id) as framework_ids
    from {{ ref('int_spend_tracks') }} as tracks
    inner join {{ ref('known_contracts') }} as frameworks
        on tracks.publication_id = frameworks.publication_id and tracks.track_id = frameworks.contract_id
    where tracks.track_kind = 'framework'
    group by tracks.publication_id, tracks.line_id
),

line_facts as (
    select
        parts.publication_id,
        parts.line_id,
        any_value(parts.contract_id) as contract_id,
        bool_and(parts.is_counted) as is_counted,
        any_value(contracts.ceiling_missing_evidence) as ceiling_missing_evidence,
        any_value(contracts.is_under_framework) as is_under_framework
    from parts
    inner join contracts
        on parts.publication_id = contracts.publication_id and parts.contract_id = contracts.contract_id
    group by parts.publication_id, parts.line_id
),

per_framework as (
    select
        publication_id,
        contract_id,
        bool_or(ceiling_status = 'crossed') as is_crossed,
        bool_or(ceiling_status = 'no_maximum') as is_without_maximum,
        bool_or(ceiling_status = 'net_unknown') as is_unknown,
        string_agg(
            'Scenario ' || scenario_id || ': called off EUR '
            || coalesce(cast(called_off_amount_net as varchar), 'unknown') || ' net of EUR '
            || coalesce(cast(maximum_value_net as varchar), 'unknown')
            || coalesce(', passed on ' || crossed_on || ' by line ' || crossed_by_line_id, ''), '; '
            order by scenario_id
        ) as evidence
    from ceilings
    group by publication_id, contract_id
)

select
    publication_id,
    'contract' as subject_type,
    contract_id as subject_id,
    case
        when is_crossed then 'fail'
        when is_without_maximum or is_unknown then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when is_crossed then 'The maximum is passed'
        when is_without_maximum then 'No maximum on file'
        when is_unknown then 'An amount net of VAT is not known'
        else 'Within the maximum'
    end as reason,
    evidence
from per_framework
union all
select
    line_facts.publication_id,
    'line' as subject_type,
    line_facts.line_id as subject_id,
    case
        when tracks.is_over then 'fail'
        when line_facts.ceiling_missing_evidence is not null or tracks.is_unknown then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when tracks.is_over then 'Above the maximum'
        when not line_facts.is_under_framework then 'No framework agreement on file'
        when line_facts.ceiling_missing_evidence is not null then 'No maximum on file'
        when tracks.is_unknown then 'An amount net of VAT is not known'
        when not line_facts.is_counted then 'Counted with the commitment, not again'
        else 'Within the maximum'
    end as reason,
    coalesce(
        line_facts.ceiling_missing_evidence, 'Under framework ' || tracks.framework_ids,
        'Contract ' || line_facts.contract_id
    ) as evidence
from line_facts
left join tracks
    on line_facts.publication_id = tracks.publication_id and line_facts.line_id = tracks.line_id
