-- Accepted exceptions still show.
select
    {{ finding('figure_not_exact', "'figure'", 'figure_id') }}
from {{ ref('int_figure_verdicts') }}
where verdict in ('within_rounding', 'mismatch')
