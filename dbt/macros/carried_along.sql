{# A path of delay of no links: the subject's own delay. `fewer_days`, `depth` and `path` come first, so that the least
   of several paths is the one with most days, then fewest links, then the first in the alphabet. #}
{% macro own_delay(subject) -%}
    {
        'fewer_days': -coalesce({{ subject }}.own_slip_days, 0),
        'depth': 0,
        'path': {{ subject }}.subject_id,
        'slip_days': {{ subject }}.own_slip_days,
        'from_id': {{ subject }}.subject_id,
        'link_types': '',
        'lag_days': 0,
        'float_days': cast(0 as bigint),
        'affected_date': coalesce(
            {{ subject }}.forecast_end_date,
            {{ subject }}.baseline_end_date + cast({{ subject }}.own_slip_days as integer)
        )
    }
{%- endmacro %}

{# A path of delay and one link more: what is carried on, where it comes from, and the date that it moves to.
   A delay that the float of the link takes up ends there with zero days. #}
{% macro carried_along(path, link) -%}
    {
        'fewer_days': coalesce(-greatest({{ path }}.slip_days - coalesce({{ link }}.float_days, 0), 0), 0),
        'depth': {{ path }}.depth + 1,
        'path': {{ path }}.path || ' > ' || {{ link }}.to_id,
        'slip_days': greatest({{ path }}.slip_days - coalesce({{ link }}.float_days, 0), 0 * {{ path }}.slip_days),
        'from_id': {{ path }}.from_id,
        'link_types': {{ path }}.link_types
        || case when {{ path }}.depth = 0 then '' else ' > ' end || {{ link }}.link_type,
        'lag_days': {{ path }}.lag_days + {{ link }}.lag_days,
        'float_days': {{ path }}.float_days + coalesce({{ link }}.float_days, 0),
        'affected_date': case
            when {{ link }}.baseline_end_date is null then {{ path }}.affected_date + {{ link }}.lag_days
            when {{ path }}.slip_days is not null then {{ link }}.baseline_end_date + cast(greatest(
                {{ path }}.slip_days - coalesce({{ link }}.float_days, 0), coalesce({{ link }}.own_slip_days, 0), 0
            ) as integer)
        end
    }
{%- endmacro %}
