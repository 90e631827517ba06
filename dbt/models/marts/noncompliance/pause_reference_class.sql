with slips as (
    select
        publication_id,
        slip_days_against_previous as slip_days
    from {{ ref('int_rebaselines') }}
    where subject_type = 'migration' and slip_days_against_previous is not null
),

counted as (
    select
        publications.publication_id,
        count(slips.slip_days) as observations,
        10 as minimum_observations,
        quantile_disc(slips.slip_days, 0.5) as p50_slip_days,
        quantile_disc(slips.slip_days, 0.8) as p80_slip_days
    from {{ ref('known_publications') }} as publications
    left join slips on publications.publication_id = slips.publication_id
    group by publications.publication_id
)

select
    publication_id,
    cast(observations as bigint) as observations,
    cast(minimum_observations as integer) as minimum_observations,
    cast(case when observations >= minimum_observations then p50_slip_days end as integer) as p50_slip_days,
    cast(case when observations >= minimum_observations then p80_slip_days end as integer) as p80_slip_days,
    -- Twelve months are 365 days; to the nearest month.
    cast(
        case when observations >= minimum_observations then (greatest(p50_slip_days, 0) * 24 + 365) // 730 end
        as integer
    ) as p50_pause_months,
    cast(
        case when observations >= minimum_observations then (greatest(p80_slip_days, 0) * 24 + 365) // 730 end
        as integer
    ) as p80_pause_months,
    {{ said('pause_reference_class', 'en', "case when observations < minimum_observations then 'too_few' end") }}
        as reason
from counted
