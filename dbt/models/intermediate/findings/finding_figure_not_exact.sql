-- Accepted exceptions still show.
select
    publication_id,
    'figure' as subject_type,
    figure_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Printed ' || printed_text || ' differs from its parts by ' || {{ plain_number('residual') }}
    || ' (' || replace(verdict, '_', ' ') || ')' as message_en,
    'Gedrukt ' || printed_text || ' wijkt ' || replace({{ plain_number('residual') }}, '.', ',')
    || ' af van de som van de delen ('
    || case verdict when 'mismatch' then 'afwijkend' else 'binnen afronding' end || ')' as message_nl,
    coalesce(accepted_reason, '') || ' [' || citation || ']' as evidence,
    coalesce(accepted_reason_nl, accepted_reason, '') || ' [' || citation || ']' as evidence_nl
from {{ ref('int_figure_verdicts') }}
where verdict in ('within_rounding', 'mismatch')
