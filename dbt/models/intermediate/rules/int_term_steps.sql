{{ config(materialized='table') }}
-- The term of each contract after each amendment that names an end: as it was agreed at first (0), then amendment by
-- amendment in the order of their dates.
-- Article 72 is about contracts during their term: an amendment signed after the lawful end moves nothing. It is also
-- about what a change adds: one that ends the contract earlier than agreed does so on any ground, from its own day on.
-- An option that is called under a later latest end is agreed later than before, so it shortens nothing. What is signed
-- when only an untestable change may still have kept the contract in force is untestable, and so are its days.
--
-- How it is done: each round of the recursion joins the step before to the next amendment, by its number. A round holds
-- the one step that each contract has come to, so there are as many rounds as the most amendments of a contract. The
-- days that a step adds are `first_day` to `last_day`; a later step may take them off again: see int_contract_terms.
with recursive contracts as (
    select
        publication_id,
        contract_id,
        end_date as agreed_end_date,
        coalesce(max_extent_date, end_date) as base_end_date
    from {{ ref('known_contracts') }}
),

extensions as (
    select
        *,
        row_number() over (
            partition by publication_id, contract_id
            order by amendment_date, amendment_id
        ) as extension_no
    from {{ ref('int_amendment_tests') }}
    where new_end_date is not null and not is_large_decrease
),

steps as (
    select
        publication_id,
        contract_id,
        cast(0 as bigint) as extension_no,
        base_end_date as lawful_end_date,
        base_end_date as certain_end_date,
        agreed_end_date,
        false as is_shortened,
        cast(null as date) as first_day,
        base_end_date as last_day,
        cast(null as varchar) as verdict,
        cast(null as varchar) as term_class,
        cast(null as varchar) as rule_id,
        cast(null as varchar) as evidence,
        cast(null as varchar) as doubt,
        cast(null as date) as signed_on,
        cast(null as varchar) as amendment_id
    from contracts
    where base_end_date is not null
    union all
    select
        publication_id,
        contract_id,
        extension_no,
        case
            when is_moved then new_end_date
            when is_shortened then greatest(new_end_date, amendment_date)
            else lawful_end_date
        end as lawful_end_date,
        case
            when is_moved and is_certain then new_end_date
            when is_shortened then least(certain_end_date, greatest(new_end_date, amendment_date))
            else certain_end_date
        end as certain_end_date,
        new_end_date as agreed_end_date,
        is_shortened,
        case when is_moved then lawful_end_date + 1 end as first_day,
        case when is_moved then new_end_date end as last_day,
        verdict,
        case when is_signed_in_doubt then 'uncertain_not_testable' else term_class end as term_class,
        rule_id,
        evidence,
        doubt,
        amendment_date as signed_on,
        amendment_id
    from (
        select
            extensions.publication_id,
            extensions.contract_id,
            extensions.extension_no,
            extensions.new_end_date,
            extensions.amendment_date,
            extensions.amendment_id,
            extensions.verdict,
            extensions.amendment_class as term_class,
            extensions.rule_id,
            extensions.evidence,
            steps.lawful_end_date,
            steps.certain_end_date,
            extensions.amendment_date > steps.certain_end_date as is_signed_in_doubt,
            extensions.verdict = 'pass' and extensions.amendment_date <= steps.certain_end_date as is_certain,
            extensions.verdict != 'fail'
            and extensions.new_end_date > steps.lawful_end_date
            and extensions.amendment_date <= steps.lawful_end_date as is_moved,
            case when is_moved and is_signed_in_doubt then 'signed_in_doubt' end as doubt,
            coalesce(extensions.new_end_date < steps.agreed_end_date, false)
            and extensions.new_end_date < steps.lawful_end_date
            and extensions.amendment_date <= steps.lawful_end_date as is_shortened
        from steps
        inner join extensions
            on
                steps.publication_id = extensions.publication_id
                and steps.contract_id = extensions.contract_id
                and steps.extension_no + 1 = extensions.extension_no
    ) as next_step
)

select
    steps.* replace ({{ said('rule_evidence.extension', 'en') }} as evidence)
from steps
left join {{ ref('rule_reasons') }} as reasons on steps.doubt = reasons.reason
