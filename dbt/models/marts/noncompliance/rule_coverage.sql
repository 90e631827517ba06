with coverage as (
    select
        *,
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
    not_testable_reasons,
    case
        when subjects = 0 then 'Nothing to test: the publication states no subject of this rule.'
        when tested = 0 then 'None of ' || subjects || ' could be tested. ' || how_to_read_en
        else tested || ' of ' || subjects || ' could be tested, ' || failed || ' of these fail. ' || how_to_read_en
    end as how_to_read_en,
    case
        when subjects = 0 then 'Niets te toetsen: de publicatie bevat geen onderwerp van deze regel.'
        when tested = 0 then 'Geen van de ' || subjects || ' was te toetsen. ' || how_to_read_nl
        else tested || ' van de ' || subjects || ' te toetsen, waarvan ' || failed || ' faalt. ' || how_to_read_nl
    end as how_to_read_nl
from coverage
