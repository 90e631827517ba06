-- The term of each contract in stretches of days: its base term, what lawful amendments added, and what comes after.
-- Article 72 is about contracts during their term: an amendment signed after the lawful end moves nothing. It is also
-- about what a change adds: one that ends the contract earlier than agreed does so on any ground, from its own day on.
-- An option that is called under a later latest end is agreed later than before, so it shortens nothing. What is signed
-- when only an untestable change may still have kept the contract in force is untestable, and so are its days.
{{ config(materialized='table') }}

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

folded as (
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
        cast(null as varchar) as term_class,
        cast(null as varchar) as rule_id,
        cast(null as varchar) as evidence,
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
        case when is_signed_in_doubt then 'uncertain_not_testable' else term_class end as term_class,
        rule_id,
        {{ said('rule_evidence.extension', 'en', "case when is_moved and is_signed_in_doubt then 'in_doubt' end") }}
            as evidence,
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
            extensions.amendment_class as term_class,
            extensions.rule_id,
            extensions.evidence,
            folded.lawful_end_date,
            folded.certain_end_date,
            extensions.amendment_date > folded.certain_end_date as is_signed_in_doubt,
            extensions.verdict = 'pass' and extensions.amendment_date <= folded.certain_end_date as is_certain,
            extensions.verdict != 'fail'
            and extensions.new_end_date > folded.lawful_end_date
            and extensions.amendment_date <= folded.lawful_end_date as is_moved,
            coalesce(extensions.new_end_date < folded.agreed_end_date, false)
            and extensions.new_end_date < folded.lawful_end_date
            and extensions.amendment_date <= folded.lawful_end_date as is_shortened
        from folded
        inner join extensions
            on
                folded.publication_id = extensions.publication_id
                and folded.contract_id = extensions.contract_id
                and folded.extension_no + 1 = extensions.extension_no
    ) as step
),

lawful_ends as (
    select
        publication_id,
        contract_id,
        arg_max(lawful_end_date, extension_no) as lawful_end_date
    from folded
    group by publication_id, contract_id
),

-- A later change that ends the contract earlier takes days off the stretches before it.
stretches as (
    select
        * replace (
            case when last_day is not null then least(last_day, min(lawful_end_date) over later) end as last_day
        )
    from folded
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
        extensions.publication_id,
        extensions.contract_id,
        string_agg(
            {{ said(
                'rule_evidence.why_not_later', 'en',
                "case when folded.is_shortened then 'shortened' when extensions.verdict != 'fail' then 'late' end"
            ) }}, ' ' order by extensions.extension_no
        ) as evidence
    from extensions
    inner join folded
        on
            extensions.publication_id = folded.publication_id
            and extensions.contract_id = folded.contract_id
            and extensions.extension_no = folded.extension_no
    where
        folded.is_shortened
        or (folded.last_day is null and extensions.new_end_date > folded.lawful_end_date)
    group by extensions.publication_id, extensions.contract_id
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
    {{ said('rule_evidence.base_term', 'en') }} as evidence,
    signed_on,
    amendment_id
from stretches
where last_day is not null and (first_day is null or first_day <= last_day)
union all
select
    lawful_ends.publication_id,
    lawful_ends.contract_id,
    cast(1000000 as bigint) as extension_no,
    lawful_ends.lawful_end_date + 1 as first_day,
    cast(null as date) as last_day,
    if(small.contract_id is null, 'after', 'below_threshold') as term_status,
    if(small.contract_id is null, 'unlawful_extension', 'lawful') as term_class,
    'R1' as rule_id,
    {{ said('rule_evidence.after_lawful_end', 'en') }} as evidence,
    cast(null as date) as signed_on,
    cast(null as varchar) as amendment_id
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
    {{ said('rule_evidence.no_lawful_end', 'en') }} as evidence,
    cast(null as date) as signed_on,
    cast(null as varchar) as amendment_id
from contracts
left join small on contracts.publication_id = small.publication_id and contracts.contract_id = small.contract_id
where contracts.base_end_date is null
