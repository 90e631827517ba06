-- Accepted exceptions still show.
select
    publication_id,
    'figure' as subject_type,
    figure_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('figure_not_exact') }}
from {{ ref('int_figure_verdicts') }}
where verdict in ('within_rounding', 'mismatch')
