-- The value that each amendment adds, stacked on the original value in order of time: which euros rest on it.
with amendments as (
    select * from {{ ref('int_amendment_verdicts') }}
    where value_delta_net > 0
),

contracts as (
    select * from {{ ref('known_contracts') }}
    where original_value_net is not null
),

stacked as (
    select
        amendments.*,
        cast(
            contracts.original_value_net + sum(amendments.value_delta_net) over (
                partition by amendments.publication_id, amendments.contract_id
                order by amendments.amendment_date, amendments.amendment_id
                rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as band_high_net
    from amendments
    inner join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
)

select
    publication_id,
    contract_id,
    amendment_id,
    cast(band_high_net - value_delta_net as decimal(18, 2)) as band_low_net,
    band_high_net,
    amendment_class as band_class,
    rule_id,
    evidence
from stacked
