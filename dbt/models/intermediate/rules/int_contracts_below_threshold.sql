-- Contracts of which it is known that their value, all that was agreed and all that was spent stay below the threshold
-- of their award: no rule of the Directive ends their term.
with small as (
    select * from {{ ref('int_contract_values') }}
    where
        is_value_known
        and are_changes_known
        and estimate_net < threshold_amount_net
        and highest_value_net < threshold_amount_net
),

lines as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.scenario_id,
        {{ line_net('spend.') }} as line_amount_net
    from {{ ref('known_contract_spend') }} as spend
    semi join small
        on spend.publication_id = small.publication_id and spend.contract_id = small.contract_id
),

spend as (
    select
        publication_id,
        contract_id,
        scenario_id,
        sum(line_amount_net) as spent_net,
        bool_and(line_amount_net is not null) as is_known
    from lines
    group by publication_id, contract_id, scenario_id
),

-- The facts, and on top of them the scenario that spends most.
spent as (
    select
        publication_id,
        contract_id,
        bool_and(is_known) as is_known,
        coalesce(max(spent_net) filter (where scenario_id = 'none'), 0)
        + greatest(coalesce(max(spent_net) filter (where scenario_id != 'none'), 0), 0) as spent_net
    from spend
    group by publication_id, contract_id
)

select
    small.publication_id,
    small.contract_id,
    {{ said('rule_evidence.below_threshold', 'en') }} as evidence
from small
left join spent on small.publication_id = spent.publication_id and small.contract_id = spent.contract_id
where spent.contract_id is null or (spent.is_known and spent.spent_net < small.threshold_amount_net)
