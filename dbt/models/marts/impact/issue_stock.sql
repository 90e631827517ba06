with issues as (
    select * from {{ ref('int_issues') }}
    where issue_state != 'not_yet_open'
),

stock as (
    select
        publication_id,
        case when grouping(component) = 1 then 'total' else component end as component,
        grouping(component) = 1 as is_total,
        cast(case when bool_and(is_number_stated) then count(*) end as integer) as issues,
        {% for name, condition in [
            ('open', "issue_state = 'open'"),
            ('open_blocking', "issue_state = 'open' and is_blocking"),
            ('awaiting_validation', "issue_state = 'awaiting_validation'"),
        ] %}
        cast(
            case
                when count(*) filter (where {{ condition }} and not is_number_stated) = 0
                    then count(*) filter (where {{ condition }})
            end as integer
        ) as {{ name }},
        {% endfor %}
        cast(count(*) filter (where issue_state = 'open') as integer) as open_listed,
        cast(count(*) filter (where issue_state = 'open' and is_blocking) as integer) as open_blocking_listed,
        cast(count(*) filter (where issue_state = 'open' and not is_number_stated) as integer)
            as open_number_not_stated,
        cast(count(*) filter (where issue_state = 'open' and first_opened_on is null) as integer) as open_without_date,
        cast(count(*) filter (where first_opened_on is null) as integer) as without_date
    from issues
    group by grouping sets ((publication_id), (publication_id, component))
),

named as (
    {{ with_names('stock', "'component'", 'component', 'component') }}
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'issue_component'
)

select
    named.publication_id,
    named.component,
    coalesce(words.label_en, named.name_en) as component_en,
    coalesce(words.label_nl, named.name_nl) as component_nl,
    named.is_total,
    named.issues,
    named.open,
    named.open_blocking,
    named.awaiting_validation,
    named.open_listed,
    named.open_blocking_listed,
    named.open_number_not_stated,
    named.open_without_date,
    named.without_date
from named
left join words on named.component = words.code
