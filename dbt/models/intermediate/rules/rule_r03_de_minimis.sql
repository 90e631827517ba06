-- R3: changes added up stay below the threshold and below the share of the original value that the law allows on the
-- day of the change (legal_limits), as indexed where the register says so, both strictly. Article 72(2) is objective:
-- it also holds where no ground is invoked.
with amendments as (
    select
        *,
        sum(value_delta_net) over cumulative as cumulative_net,
        count(*) filter (where value_delta_net is null) over cumulative as unknown_changes
    from {{ ref('known_contract_amendments') }}
    where modification_ground in ('de_minimis', 'none')
    window
        cumulative as (
            partition by publication_id, contract_id
            order by amendment_date, amendment_id
            rows between unbounded preceding and current row
        )
),

contracts as (
    select
        *,
        {{ reference_value_net() }} as reference_value_net
    from {{ ref('known_contracts') }}
),

thresholds as (
    select * from {{ ref('int_contract_thresholds') }}
),

compared as (
    select
        amendments.publication_id,
        amendments.amendment_id,
        amendments.contract_id,
        amendments.cumulative_net,
        contracts.reference_value_net,
        contracts.indexed_value_net is not null as is_indexed,
        thresholds.threshold_amount_net,
        limits.limit_value as limit_pct,
        case
            when contracts.contract_id is null then 'contract_not_on_file'
            when amendments.unknown_changes > 0 then 'value_of_changes_unknown'
            when contracts.reference_value_net is null then 'original_value_unknown'
            when limits.limit_value is null then 'no_limit_on_day_of_change'
            else thresholds.threshold_missing_reason
        end as missing_reason,
        case
            when amendments.unknown_changes = 0 then amendments.cumulative_net >= thresholds.threshold_amount_net
        end as is_at_threshold,
        case
            when amendments.unknown_changes > 0 then null
            when contracts.nature is not null
                then amendments.cumulative_net * 100 >= contracts.reference_value_net * limits.limit_value
        end as is_at_share
    from amendments
    left join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
    left join thresholds
        on amendments.publication_id = thresholds.publication_id and amendments.contract_id = thresholds.contract_id
    {{ join_legal_limit('R3', 'contracts.nature', 'amendments.amendment_date') }}
)

select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    -- A known breach of one of the two limits is enough to fail.
    case
        when is_at_threshold or is_at_share then 'fail'
        when missing_reason is not null then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when is_at_threshold then 'changes_at_threshold'
        when is_at_share then 'changes_at_share'
        when missing_reason is not null then missing_reason
        else 'changes_below_threshold_and_share'
    end as reason,
    {{ said('rule_evidence.de_minimis', 'en') }} as evidence
from compared
