-- What each contract is worth after each amendment, and whether article 72 then applies to it: with the amendment it is
-- at or above the threshold, or was so before; null where nobody knows. A decrease of the size of R3 is a large one.
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
),

contract_values as (
    select * from {{ ref('int_contract_values') }}
),

changed as (
    select
        amendments.*,
        contract_values.reference_value_net,
        contract_values.threshold_amount_net,
        coalesce(sum(amendments.value_delta_net) over so_far, 0) as changes_net,
        count(*) filter (where amendments.value_delta_net is null) over so_far = 0 as are_changes_known,
        limits.limit_value as share_pct,
        contract_values.estimate_net >= contract_values.threshold_amount_net as is_estimate_at_threshold,
        contract_values.original_value_net,
        coalesce(contract_values.is_value_known, false) as is_value_known
    from amendments
    left join contract_values
        on
            amendments.publication_id = contract_values.publication_id
            and amendments.contract_id = contract_values.contract_id
    {{ join_legal_limit('R3', 'contract_values.nature', 'amendments.amendment_date') }}
    window so_far as (
        partition by amendments.publication_id, amendments.contract_id
        order by amendments.amendment_date, amendments.amendment_id
        rows between unbounded preceding and current row
    )
),

valued as (
    select
        *,
        -- A value at award that is not known is at least nothing.
        are_changes_known
        and coalesce(original_value_net, 0) + changes_net >= threshold_amount_net as is_value_at_threshold,
        are_changes_known
        and changes_net < 0
        and coalesce(-changes_net * 100 >= reference_value_net * share_pct, true) as is_large_decrease
    from changed
)

select
    *,
    case
        when is_estimate_at_threshold or bool_or(is_value_at_threshold) over so_far then true
        when is_value_known and are_changes_known and threshold_amount_net is not null then false
    end as is_at_threshold
from valued
window so_far as (
    partition by publication_id, contract_id
    order by amendment_date, amendment_id
    rows between unbounded preceding and current row
)
