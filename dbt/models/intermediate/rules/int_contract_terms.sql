{{ config(materialized='table') }}
-- The term of each contract in stretches of days: its base term, what lawful amendments added, and what comes after.
with steps as (
    select * from {{ ref('int_term_steps') }}
),

lawful_ends as (
    select
        publication_id,
        contract_id,
        arg_max(lawful_end_date, extension_no) as lawful_end_date
    from steps
    group by publication_id, contract_id
),

-- A later change that ends the contract earlier takes days off the stretches before it.
stretches as (
    select
        * replace (
            case when last_day is not null then least(last_day, min(lawful_end_date) over later) end as last_day
        )
    from steps
    window
        later as (
            partition by publication_id, contract_id
            order by extension_no
            rows between current row and unbounded following
        )
),

small as (
    select * from {{ ref('int_contracts_below_threshold') }}
),

-- Amendments that were to move the end and did not, or that brought it forward: why the days after it are as they are.
why_not_later as (
    select
        publication_id,
        contract_id,
        string_agg(
            {{ said(
                'rule_evidence.why_not_later', 'en',
                "case when is_shortened then 'shortened' when verdict != 'fail' then 'late' end"
            ) }}, ' ' order by extension_no
        ) as evidence
    from steps
    where is_shortened or (last_day is null and agreed_end_date > lawful_end_date)
    group by publication_id, contract_id
)

select
    publication_id,
    contract_id,
    extension_no,
    first_day,
    last_day,
    case
        when extension_no = 0 then 'base'
        when term_class = 'uncertain_not_testable' then 'not_testable'
        else 'extended'
    end as term_status,
    term_class,
    coalesce(rule_id, 'R1') as rule_id,
    {{ said('rule_evidence.base_term', 'en') }} as evidence
from stretches
where last_day is not null and (first_day is null or first_day <= last_day)
union all
select
    lawful_ends.publication_id,
    lawful_ends.contract_id,
    cast(null as bigint) as extension_no,
    lawful_ends.lawful_end_date + 1 as first_day,
    cast(null as date) as last_day,
    if(small.contract_id is null, 'after', 'below_threshold') as term_status,
    if(small.contract_id is null, 'unlawful_extension', 'lawful') as term_class,
    'R1' as rule_id,
    {{ said('rule_evidence.after_lawful_end', 'en') }} as evidence
from lawful_ends
left join why_not_later
    on
        lawful_ends.publication_id = why_not_later.publication_id
        and lawful_ends.contract_id = why_not_later.contract_id
left join small
    on lawful_ends.publication_id = small.publication_id and lawful_ends.contract_id = small.contract_id
union all
select
    contracts.publication_id,
    contracts.contract_id,
    cast(0 as bigint) as extension_no,
    cast(null as date) as first_day,
    cast(null as date) as last_day,
    if(small.contract_id is null, 'unknown', 'below_threshold') as term_status,
    if(small.contract_id is null, 'uncertain_not_testable', 'lawful') as term_class,
    'R1' as rule_id,
    {{ said('rule_evidence.no_lawful_end', 'en') }} as evidence
from {{ ref('known_contracts') }} as contracts
left join small on contracts.publication_id = small.publication_id and contracts.contract_id = small.contract_id
where contracts.max_extent_date is null and contracts.end_date is null
