-- A judgement on a line goes before one on its contract, also where the latter is of a later day: to be judged again.
with assessments as (
    select * from {{ ref('int_assessments') }}
    where is_latest
),

lines as (
    select * from {{ ref('known_contract_spend') }}
),

classes as (
    select * from {{ ref('lawfulness_classes') }}
)

select
    lines.publication_id,
    'line' as subject_type,
    lines.line_id as subject_id,
    lines.scenario_id as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Line ' || lines.line_id || ' is judged ' || class_of_line.label_en || ' on ' || on_line.assessed_on
    || ', before its contract ' || lines.contract_id || ' as ' || class_of_contract.label_en || ' on '
    || on_contract.assessed_on || '; the judgement on the line holds' as message_en,
    'Regel ' || lines.line_id || ' is beoordeeld als ' || class_of_line.label_nl || ' op ' || on_line.assessed_on
    || ', eerder dan zijn contract ' || lines.contract_id || ' als ' || class_of_contract.label_nl || ' op '
    || on_contract.assessed_on || '; het oordeel over de regel geldt' as message_nl,
    {{ line_en('on_line.source_file', 'on_line.source_line') }} || '; '
    || {{ line_en('on_contract.source_file', 'on_contract.source_line') }} as evidence,
    {{ line_nl('on_line.source_file', 'on_line.source_line') }} || '; '
    || {{ line_nl('on_contract.source_file', 'on_contract.source_line') }} as evidence_nl
from lines
inner join assessments as on_line
    on
        lines.publication_id = on_line.publication_id
        and on_line.subject_type = 'line'
        and lines.line_id = on_line.subject_id
inner join assessments as on_contract
    on
        lines.publication_id = on_contract.publication_id
        and on_contract.subject_type = 'contract'
        and lines.contract_id = on_contract.subject_id
inner join classes as class_of_line on on_line.lawfulness_class = class_of_line.lawfulness_class
inner join classes as class_of_contract on on_contract.lawfulness_class = class_of_contract.lawfulness_class
where
    on_contract.assessed_on > on_line.assessed_on
    and on_contract.lawfulness_class != on_line.lawfulness_class
