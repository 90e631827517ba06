with curves as (
    select * from {{ ref('int_pause_curve') }}
    union all
    select * from {{ ref('int_pause_run_off') }}
),

publications as (
    select * from {{ ref('known_publications') }}
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'whatif_method'
)

select
    curves.publication_id || ':' || curves.method || ':' || coalesce(curves.contract_id, 'total') || ':'
    || coalesce(cast(curves.year as varchar), 'total') || ':' || curves.pause_months as whatif_id,
    curves.publication_id,
    curves.method,
    words.label_en as method_en,
    words.label_nl as method_nl,
    curves.contract_id,
    curves.year,
    curves.contract_id is null as is_total,
    curves.pause_months,
    curves.unlawful_amount_gross,
    curves.increase_gross,
    curves.unknown_lines,
    curves.uncertain_amount_gross,
    curves.uncertain_unknown_lines,
    {{ in_currency('curves.reason', 'publications.currency') }} as reason
from curves
left join publications on curves.publication_id = publications.publication_id
left join words on curves.method = words.code
