-- What each contract is worth net, and whether it is below the threshold of its award: article 72 is about contracts at
-- or above it. A call-off has the threshold, and the procedure, of the agreement that it falls under.
-- Whether the original value with all changes so far has come to the threshold is known where it holds either way.
with contracts as (
    select * from {{ ref('known_contracts') }}
),

thresholds as (
    select * from {{ ref('int_contract_thresholds') }}
),

-- Where the walk up ends: the first agreement that is not itself a call-off under another.
roots as (
    select
        ancestors.publication_id,
        ancestors.contract_id,
        arg_min(ancestors.ancestor_id, ancestors.depth) as root_id
    from {{ ref('int_contract_ancestors') }} as ancestors
    inner join contracts
        on ancestors.publication_id = contracts.publication_id and ancestors.ancestor_id = contracts.contract_id
    left join contracts as parents
        on contracts.publication_id = parents.publication_id and contracts.parent_contract_id = parents.contract_id
    where parents.contract_id is null or coalesce(contracts.contract_type, '') != 'call_off'
    group by ancestors.publication_id, ancestors.contract_id
),

changes as (
    select
        publication_id,
        contract_id,
        max(added_net) as added_net,
        bool_and(is_known) as is_known
    from (
        select
            publication_id,
            contract_id,
            sum(value_delta_net) over so_far as added_net,
            count(*) filter (where value_delta_net is null) over so_far = 0 as is_known
        from {{ ref('known_contract_amendments') }}
        window so_far as (
            partition by publication_id, contract_id order by amendment_date, amendment_id
            rows between unbounded preceding and current row
        )
    ) as added
    group by publication_id, contract_id
)

select
    contracts.publication_id,
    contracts.contract_id,
    roots.root_id,
    contracts.original_value_net,
    {{ reference_value_net('contracts.') }} as reference_value_net,
    contracts.nature,
    thresholds.threshold_amount_net,
    case
        when
            coalesce(root.contract_type, '') = 'call_off'
            and not {{ has_own_notice('root.procurement_method') }}
            then null
        else nullif(root.procurement_method, 'unknown')
    end as procurement_method,
    greatest(
        contracts.estimated_value_net, contracts.maximum_value_net, contracts.original_value_net,
        root.estimated_value_net, root.maximum_value_net, root.original_value_net
    ) as estimate_net,
    -- The highest that the value at award with its changes has been.
    contracts.original_value_net + greatest(coalesce(changes.added_net, 0), 0) as highest_value_net,
    coalesce(changes.is_known, true) as are_changes_known,
    changes.contract_id is null as are_unchanged,
    (root.contract_type is null or root.contract_type != 'call_off')
    and coalesce(root.original_value_net, root.estimated_value_net, root.maximum_value_net) is not null
    and contracts.original_value_net is not null as is_value_known
from contracts
left join roots
    on contracts.publication_id = roots.publication_id and contracts.contract_id = roots.contract_id
left join contracts as root on roots.publication_id = root.publication_id and roots.root_id = root.contract_id
left join thresholds
    on roots.publication_id = thresholds.publication_id and roots.root_id = thresholds.contract_id
left join changes
    on contracts.publication_id = changes.publication_id and contracts.contract_id = changes.contract_id
