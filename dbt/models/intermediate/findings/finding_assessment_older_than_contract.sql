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
),

compared as (
    select
        lines.publication_id,
        lines.line_id,
        lines.contract_id,
        lines.scenario_id,
        class_of_line.label_en as line_class_en,
        class_of_line.label_nl as line_class_nl,
        on_line.assessed_on as line_assessed_on,
        class_of_contract.label_en as contract_class_en,
        class_of_contract.label_nl as contract_class_nl,
        on_contract.assessed_on as contract_assessed_on,
        {{ source_of('on_line.source_file', 'on_line.source_line') }}
        || chr(30) || {{ source_of('on_contract.source_file', 'on_contract.source_line') }} as sources
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
)

select
    {{ finding('assessment_older_than_contract', "'line'", 'line_id', qualifier='scenario_id', sources='sources') }}
from compared
