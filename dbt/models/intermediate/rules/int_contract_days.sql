-- What the award and the term of a contract say of its days, in stretches that cover every day: the one verdict on a
-- day, before the amounts that are spent on it lead to another. Spend reads it, and what a pause would add.
{{ config(materialized='table') }}

with ranks as (
    {{ class_ranks() }}
),

-- From the day of an amendment of which nobody can say which euros rest on it, a stretch goes on as another.
terms as (
    select
        terms.publication_id,
        terms.contract_id,
        terms.verdict_no,
        terms.lawfulness_class,
        terms.is_base_term,
        terms.rule_id,
        terms.evidence_key,
        {{ from_day('terms') }} as first_day,
        {{ to_day('terms') }} as last_day,
        contracts.award_class,
        contracts.unplaced_from,
        contracts.unplaced_rule_id
    from {{ ref('rule_r01_spend_after_lawful_end') }} as terms
    inner join {{ ref('int_contract_lawfulness') }} as contracts
        on terms.publication_id = contracts.publication_id and terms.contract_id = contracts.contract_id
),

stretches as (
    select
        *,
        first_day as from_day,
        case when unplaced_from <= last_day then unplaced_from - 1 else last_day end as to_day,
        false as is_unplaced
    from terms
    where unplaced_from is null or first_day < unplaced_from
    union all
    select
        *,
        greatest(first_day, unplaced_from) as from_day,
        last_day as to_day,
        true as is_unplaced
    from terms
    where unplaced_from <= last_day
),

grounds as (
    select
        *,
        lawfulness_class as ground_class,
        case when is_base_term then 'base_term' else 'term' end as ground,
        rule_id as ground_rule_id,
        evidence_key as ground_key
    from stretches
    union all
    select
        *,
        award_class as ground_class,
        'award' as ground,
        'R8' as ground_rule_id,
        'award' as ground_key
    from stretches
    where award_class is not null
    union all
    select
        *,
        'uncertain_not_testable' as ground_class,
        'unplaced' as ground,
        unplaced_rule_id as ground_rule_id,
        'unplaced' as ground_key
    from stretches
    where is_unplaced
)

select
    grounds.publication_id,
    grounds.contract_id,
    grounds.from_day as first_day,
    grounds.to_day as last_day,
    grounds.ground_class as lawfulness_class,
    ranks.outcome,
    grounds.ground,
    grounds.ground_rule_id as rule_id,
    grounds.ground_key as evidence_key,
    grounds.verdict_no as r1_verdict_no,
    grounds.lawfulness_class as term_class,
    grounds.rule_id as term_rule_id,
    grounds.evidence_key as term_key
from grounds
inner join ranks on grounds.ground_class = ranks.lawfulness_class and grounds.ground = ranks.ground
qualify row_number() over (
    partition by grounds.publication_id, grounds.contract_id, grounds.from_day
    order by ranks.class_rank
) = 1
