{# Every end date that a subject has had, in the order of the days that its file was as at: the first row delivered
   gives the end as agreed at first (number 0), and each row the end at its time. #}
{% macro end_versions(source, key, first_end, later_end, changed_only=false) %}
with subjects as (
    select staged.* from {{ ref('stg_' ~ source) }} as staged
    {%- if changed_only %}
    semi join (
        select
            publication_id,
            {{ key }}
        from {{ ref('stg_' ~ source) }}
        group by publication_id, {{ key }}
        having count(distinct {{ later_end }}) > 1
    ) as changed
        on staged.publication_id = changed.publication_id and staged.{{ key }} = changed.{{ key }}
    {%- endif %}
),

file_dates as (
    select * from {{ ref('known_file_dates') }}
    where source_name = '{{ source }}'
),

delivered as (
    select
        subjects.publication_id,
        subjects.{{ key }},
        subjects.{{ first_end }} as first_end,
        subjects.{{ later_end }} as later_end,
        file_dates.known_from,
        file_dates.as_at,
        subjects.delivery_id,
        subjects.source_file,
        subjects.source_line,
        subjects.citation
    from subjects
    inner join file_dates
        on
            subjects.publication_id = file_dates.publication_id
            and subjects.delivery_id = file_dates.delivery_id
            and subjects.source_file = file_dates.source_file
)

select
    * exclude (first_end, later_end),
    0 as order_no,
    first_end as planned_end_date
from delivered
where first_end is not null
qualify row_number() over (partition by publication_id, {{ key }} order by as_at, known_from, source_file) = 1
union all
select
    * exclude (first_end, later_end),
    1 as order_no,
    later_end as planned_end_date
from delivered
where later_end is not null
{% endmacro %}
