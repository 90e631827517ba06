-- A measure that is past its due date and not known as in place, done or cancelled.
with named as (
    select
        measures.*,
        {{ dutch_name("'measure'", 'measures.publication_id', 'measures.measure_id', 'measures.title') }}
            as title_nl
    from {{ ref('int_measures') }} as measures
)

select
    {{ finding('measure_overdue', "'measure'", 'measure_id', days='days_overdue_then') }}
from named
where is_overdue
