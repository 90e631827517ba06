-- The value that each amendment adds, stacked on the original value in order of time: which euros rest on it. A
-- decrease takes the top off what was agreed before. Where a term was lengthened on a ground that has a limit, what is
-- spent above the agreed value is `beyond_agreed_value`: no change covers it.
with amendments as (
    select * from {{ ref('int_amendment_verdicts') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
    where original_value_net is not null
),

stacked as (
    select
        amendments.*,
        cast(
            contracts.original_value_net + coalesce(sum(amendments.value_delta_net) over so_far, 0) as decimal(18, 2)
        ) as agreed_net,
        count(*) filter (
            where amendments.verdict = 'pass'
            and {{ has_limit('amendments.amendment_class') }}
            and amendments.new_end_date is not null
        ) over (partition by amendments.publication_id, amendments.contract_id) > 0 as has_limited_term
    from amendments
    inner join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
    window so_far as (
        partition by amendments.publication_id, amendments.contract_id
        order by amendments.amendment_date, amendments.amendment_id
        rows between unbounded preceding and current row
    )
),

trimmed as (
    select
        *,
        least(agreed_net, min(agreed_net) over later) as band_high_net,
        lead(amendment_id) over (
            partition by publication_id, contract_id
            order by amendment_date, amendment_id
        ) is null as is_last
    from stacked
    window later as (
        partition by publication_id, contract_id
        order by amendment_date, amendment_id
        rows between 1 following and unbounded following
    )
)

select
    publication_id,
    contract_id,
    amendment_id,
    cast(agreed_net - value_delta_net as decimal(18, 2)) as band_low_net,
    band_high_net,
    amendment_class as band_class,
    rule_id,
    'band ' || amendment_id as evidence_key,
    evidence
from trimmed
where value_delta_net > 0 and band_high_net > agreed_net - value_delta_net
union all
select
    publication_id,
    contract_id,
    cast(null as varchar) as amendment_id,
    agreed_net as band_low_net,
    {{ above_every_amount() }} as band_high_net,
    'beyond_agreed_value' as band_class,
    'R3' as rule_id,
    'above' as evidence_key,
    {{ said('rule_evidence.above_agreed_value', 'en') }} as evidence
from trimmed
where is_last and has_limited_term
