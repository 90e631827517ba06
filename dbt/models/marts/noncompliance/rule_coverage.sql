with coverage as (
    select
        *,
        case when is_share_readable then '' else ' Too few to read a share from.' end as caution_en,
        case when is_share_readable then '' else ' Te weinig om een aandeel uit af te lezen.' end as caution_nl,
        {{ percentage_of('cast(failed as decimal(18, 0))', 'cast(tested as decimal(18, 0))') }} as failed_pct
    from {{ ref('int_rule_coverage') }}
)

select
    publication_id,
    rule_id,
    rule_order,
    label_en,
    label_nl,
    subjects,
    tested,
    passed,
    failed,
    not_testable,
    failed_pct,
    is_share_readable,
    not_testable_reasons,
    not_testable_reasons_nl,
    case
        when subjects = 0 then 'Nothing to test: the publication states no subject of this rule.'
        when tested = 0 then 'None of ' || subjects || ' could be tested. ' || how_to_read_en
        else
            tested || ' of ' || subjects || ' could be tested, ' || failed || ' of these '
            || if(failed = 1, 'fails', 'fail') || '.' || caution_en || ' ' || how_to_read_en
    end as how_to_read_en,
    case
        when subjects = 0 then 'Niets te toetsen: de publicatie bevat geen onderwerp van deze regel.'
        when tested = 0 then 'Geen van de ' || subjects || ' was te toetsen. ' || how_to_read_nl
        else
            tested || ' van de ' || subjects || ' te toetsen, waarvan ' || {{ counted('failed', 'faalt', 'falen') }}
            || '.' || caution_nl || ' ' || how_to_read_nl
    end as how_to_read_nl
from coverage
