-- One lawfulness class per part: assessed before asserted by the source before computed.
with parts as (
    select * from {{ ref('int_spend_parts') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

assessments as (
    select
        publication_id,
        subject_type,
        subject_id,
        arg_max(lawfulness_class, assessed_on) as lawfulness_class,
        arg_max('Assessed on ' || assessed_on || ' by ' || assessor_role, assessed_on) as evidence
    from {{ ref('known_assessments') }}
    where assessed_on <= (select run_parameters.as_of_date from {{ ref('stg_run_parameters') }} as run_parameters)
    group by publication_id, subject_type, subject_id
),

classes as (
    select * from {{ ref('lawfulness_classes') }}
),

classified as (
    select
        parts.*,
        coalesce(assessed_line.lawfulness_class, assessed_contract.lawfulness_class) as assessed_class,
        coalesce(assessed_line.evidence, assessed_contract.evidence) as assessment,
        case
            when coalesce(contracts.asserted_from, parts.part_start) <= parts.part_start
                then contracts.asserted_class
        end as asserted_class,
        case when contracts.contract_id is null then 'uncertain_no_contract' else 'uncertain_not_testable' end
            as computed_class
    from parts
    left join contracts
        on parts.publication_id = contracts.publication_id and parts.contract_id = contracts.contract_id
    left join assessments as assessed_line
        on
            parts.publication_id = assessed_line.publication_id
            and assessed_line.subject_type = 'line'
            and parts.line_id = assessed_line.subject_id
    left join assessments as assessed_contract
        on
            parts.publication_id = assessed_contract.publication_id
            and assessed_contract.subject_type = 'contract'
            and parts.contract_id = assessed_contract.subject_id
),

decided as (
    select
        *,
        coalesce(assessed_class, asserted_class, computed_class) as lawfulness_class,
        case
            when assessed_class is not null then 'assessed'
            when asserted_class is not null then 'asserted_by_source'
            else 'computed'
        end as lawfulness_status
    from classified
)

select
    decided.*,
    classes.outcome,
    classes.legal_basis,
    case decided.lawfulness_status
        when 'assessed' then decided.assessment
        when 'asserted_by_source' then 'Asserted by the source for contract ' || decided.contract_id
        when 'computed' then
            case decided.lawfulness_class
                when 'uncertain_no_contract'
                    then 'No contract on file for ' || coalesce(decided.contract_id, 'this line')
                else 'Neither asserted nor assessed; no rule has been computed'
            end
    end as evidence
from decided
inner join classes on decided.lawfulness_class = classes.lawfulness_class
