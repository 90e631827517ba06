-- Each framework agreement and scenario: what was called off under it, and the day on which its maximum was passed.
with frameworks as (
    select * from {{ ref('known_contracts') }}
    where contract_type = 'framework'
),

tracks as (
    select * from {{ ref('int_spend_running_sums') }}
    where track_kind = 'framework'
),

passed as (
    select
        tracks.*,
        frameworks.maximum_value_net,
        tracks.is_known
        and tracks.sum_after_net > frameworks.maximum_value_net
        and tracks.amount_net > 0 as is_above
    from tracks
    inner join frameworks
        on tracks.publication_id = frameworks.publication_id and tracks.track_id = frameworks.contract_id
),

-- The day within the part: whole days that the room below the maximum still pays for.
dated as (
    select
        *,
        part_start + cast(
            {{ cents('greatest(maximum_value_net - sum_before_net, 0)') }} * (part_end - part_start)
            // nullif({{ cents('amount_net') }}, 0) as integer
        ) as day_passed
    from passed
),

per_scenario as (
    select
        publication_id,
        track_id as contract_id,
        scenario_id,
        maximum_value_net,
        arg_min(day_passed, place_no) filter (where is_above) as crossed_on,
        arg_min(line_id, place_no) filter (where is_above) as crossed_by_line_id,
        arg_max(sum_after_net, place_no) filter (where is_known) as last_known_sum_net,
        bool_and(is_known) as is_known
    from dated
    group by publication_id, track_id, scenario_id, maximum_value_net
)

select
    frameworks.publication_id,
    frameworks.contract_id,
    coalesce(per_scenario.scenario_id, 'none') as scenario_id,
    frameworks.contract_name,
    frameworks.maximum_value_net,
    cast(
        case
            when per_scenario.is_known then per_scenario.last_known_sum_net
            when per_scenario.contract_id is null and frameworks.maximum_value_net is not null then 0
        end as decimal(18, 2)
    ) as called_off_amount_net,
    per_scenario.crossed_on,
    per_scenario.crossed_by_line_id,
    case
        when frameworks.maximum_value_net is null then 'no_maximum'
        when per_scenario.crossed_on is not null then 'crossed'
        when not per_scenario.is_known then 'net_unknown'
        else 'within'
    end as ceiling_status,
    frameworks.delivery_id,
    frameworks.source_file,
    frameworks.source_line,
    frameworks.citation
from frameworks
left join per_scenario
    on
        frameworks.publication_id = per_scenario.publication_id
        and frameworks.contract_id = per_scenario.contract_id
