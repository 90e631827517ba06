with reached as (
    select * from {{ ref('int_delay_order') }}
    where paths_into > 0 or open_links > 0
),

shown as (
    select
        publication_id,
        to_id,
        count(*) as paths_shown
    from {{ ref('int_delay_paths') }}
    group by publication_id, to_id
)

select
    reached.publication_id,
    reached.subject_id as to_id,
    case
        when reached.open_links > 0 then 'on_or_behind_a_cycle'
        when reached.paths_into > {{ var('chain_paths_per_subject') }} then 'critical_path_only'
        else 'all_paths'
    end as coverage,
    case when reached.open_links = 0 then reached.paths_into end as paths_possible,
    coalesce(shown.paths_shown, 0) as paths_shown
from reached
left join shown on reached.publication_id = shown.publication_id and reached.subject_id = shown.to_id
