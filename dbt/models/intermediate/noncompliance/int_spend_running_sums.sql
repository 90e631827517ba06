-- Running sums, net: of every framework agreement over all that falls under it, at any depth, and of every contract
-- whose value was changed. Lines without a scenario are facts in every scenario, and come first in each.
{{ config(materialized='table') }}

with contracts as (
    select * from {{ ref('known_contracts') }}
),

tracked as (
    select
        ancestors.publication_id,
        ancestors.contract_id,
        'framework' as track_kind,
        ancestors.ancestor_id as track_id
    from {{ ref('int_contract_ancestors') }} as ancestors
    inner join contracts
        on ancestors.publication_id = contracts.publication_id and ancestors.ancestor_id = contracts.contract_id
    where contracts.contract_type = 'framework'
    union all
    select
        publication_id,
        contract_id,
        'value' as track_kind,
        contract_id as track_id
    from {{ ref('int_contract_lawfulness') }}
    where has_bands
),

parts as (
    select
        tracked.track_kind,
        tracked.track_id,
        spend.publication_id,
        spend.scenario_id,
        spend.line_id,
        spend.part_no,
        spend.contract_id,
        spend.part_start,
        spend.part_end,
        spend.amount_net
    from {{ ref('int_spend_parts') }} as spend
    inner join tracked
        on spend.publication_id = tracked.publication_id and spend.contract_id = tracked.contract_id
    where spend.is_counted
),

running as (
    select
        parts.*,
        row_number() over running as place_no,
        sum(parts.amount_net) over running as running_net,
        count(*) filter (where parts.amount_net is null) over running as running_unknown
    from parts
    window
        running as (
            partition by parts.publication_id, parts.track_kind, parts.track_id, parts.scenario_id
            order by parts.part_start, parts.line_id, parts.part_no
            rows between unbounded preceding and current row
        )
),

facts as (
    select
        publication_id,
        track_kind,
        track_id,
        sum(amount_net) as amount_net,
        max(running_unknown) as unknown_parts,
        arg_max(running_net, place_no) filter (where running_unknown = 0) as known_net
    from running
    where scenario_id = 'none'
    group by publication_id, track_kind, track_id
),

summed as (
    select
        running.*,
        coalesce(facts.amount_net, 0) as facts_net,
        coalesce(facts.unknown_parts, 0) + running.running_unknown = 0 as is_known,
        coalesce(facts.known_net, 0) as facts_known_net
    from running
    left join facts
        on
            running.publication_id = facts.publication_id
            and running.track_kind = facts.track_kind
            -- As a condition of its own DuckDB would compare every part with every fact.
            and case when running.scenario_id != 'none' then running.track_id end = facts.track_id
)

select
    publication_id,
    track_kind,
    track_id,
    scenario_id,
    line_id,
    part_no,
    contract_id,
    cast(place_no as bigint) as place_no,
    part_start,
    part_end,
    amount_net,
    -- After a part of unknown net amount nobody knows how far the sum has come: only where it was until then.
    is_known,
    cast(facts_net + running_net - amount_net as decimal(18, 2)) as sum_before_net,
    cast(facts_net + running_net as decimal(18, 2)) as sum_after_net,
    cast(
        coalesce(
            max_by(facts_net + running_net, place_no) filter (where is_known) over (
                partition by publication_id, track_kind, track_id, scenario_id
                order by place_no rows between unbounded preceding and current row
            ),
            facts_known_net
        ) as decimal(18, 2)
    ) as known_sum_net
from summed
