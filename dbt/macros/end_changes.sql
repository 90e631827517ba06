{# The original end of each subject of these kinds (number 0) and each later change of it, from its end versions. The
   original end is the one delivered as such, also where it came later than a plan; else the first plan that is known. #}
{% macro end_changes(kinds) %}
with end_versions as (
    {%- for kind in kinds %}
    select
        '{{ kind }}' as subject_type,
        {{ kind }}_id as subject_id,
        * exclude ({{ kind }}_id)
    from {{ ref('int_' ~ kind ~ '_end_versions') }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

states as (
    select * from {{ ref('known_publications') }}
),

known as (
    select
        end_versions.* replace (states.publication_id as publication_id),
        lag(end_versions.planned_end_date) over history as planned_before,
        first_value(end_versions.order_no) over history = 0 as is_original_delivered,
        first_value(end_versions.planned_end_date) over stated as first_stated_end_date
    from end_versions
    inner join states
        on
            end_versions.publication_id = states.delivered_publication_id
            and end_versions.known_from <= states.known_on
    window
        history as (
            partition by states.publication_id, end_versions.subject_type, end_versions.subject_id
            order by end_versions.order_no, end_versions.as_at, end_versions.known_from, end_versions.source_file
        ),
        stated as (
            partition by states.publication_id, end_versions.subject_type, end_versions.subject_id
            order by end_versions.as_at, end_versions.known_from, end_versions.order_no, end_versions.source_file
        )
),

changes as (
    select
        *,
        row_number() over series - 1 as rebaseline_no,
        first_value(planned_end_date) over series as original_end_date,
        lag(planned_end_date) over series as previous_end_date
    from known
    where planned_before is distinct from planned_end_date
    window series as (
        partition by publication_id, subject_type, subject_id order by order_no, as_at, known_from, source_file
    )
)

select
    publication_id,
    subject_type,
    subject_id,
    cast(rebaseline_no as integer) as rebaseline_no,
    known_from as known_on,
    as_at as as_of_date,
    planned_end_date,
    original_end_date,
    case when is_original_delivered then 'delivered' else 'first_plan' end as baseline_basis,
    first_stated_end_date,
    previous_end_date,
    cast(planned_end_date - original_end_date as integer) as slip_days_against_original,
    cast(planned_end_date - previous_end_date as integer) as slip_days_against_previous,
    delivery_id,
    source_file,
    source_line,
    citation
from changes
{% endmacro %}
