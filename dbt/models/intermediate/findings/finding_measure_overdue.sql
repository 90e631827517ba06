-- A measure that is past its due date and not known as in place, done or cancelled.
with named as (
    select
        measures.*,
        {{ dutch_name('measure', 'measures.publication_id', 'measures.measure_id', 'measures.title') }}
            as title_nl
    from {{ ref('int_measures') }} as measures
)

select
    publication_id,
    'measure' as subject_type,
    measure_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(days_overdue_then as integer) as days,
    {{ finding_words('measure_overdue') }}
from named
where is_overdue
