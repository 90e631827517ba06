{{ config(materialized='table') }}
with lengths as (
    select * from {{ ref('int_pause_curve_totals') }}
    union all
    select * from {{ ref('int_run_off_totals') }}
),

publications as (
    select * from {{ ref('known_publications') }}
)

select
    lengths.* replace ({{ in_currency('lengths.reason', 'publications.currency') }} as reason)
from lengths
left join publications on lengths.publication_id = publications.publication_id
