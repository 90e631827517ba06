{# A path of delay of no links: the subject's own delay. `fewer_days`, `depth` and `path` come first, so that the least
   of several paths is the one with most days, then fewest links, then the first in the alphabet. #}
{% macro own_delay(subject) -%}
    {
        'fewer_days': -coalesce({{ subject }}.own_slip_days, 0),
        'depth': 0,
        'path': {{ subject }}.subject_id,
        'slip_days': {{ subject }}.own_slip_days,
        'is_least': {{ subject }}.is_own_slip_least,
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

{# Days that a path still has behind a link, less the float of that link; none, or fewer, where the float takes up all.
   Where it takes up all that is known of a delay that may be longer, nobody knows what is left. #}
{% macro days_carried(path, link) -%}
    case
        when {{ path }}.slip_days > coalesce({{ link }}.float_days, 0) or not {{ path }}.is_least
            then {{ path }}.slip_days - coalesce({{ link }}.float_days, 0)
    end
{%- endmacro %}

{# A path of delay and one link more: what is carried on, where it comes from, and the date that it moves to. #}
{% macro carried_along(path, link) -%}
    {
        'fewer_days': -coalesce({{ days_carried(path, link) }}, 0),
        'depth': {{ path }}.depth + 1,
        'path': {{ path }}.path || ' > ' || {{ link }}.to_id,
        'slip_days': {{ days_carried(path, link) }},
        'is_least': {{ path }}.is_least,
        'from_id': {{ path }}.from_id,
        'link_types': {{ path }}.link_types
        || case when {{ path }}.depth = 0 then '' else ' > ' end || {{ link }}.link_type,
        'lag_days': {{ path }}.lag_days + {{ link }}.lag_days,
        'float_days': {{ path }}.float_days + coalesce({{ link }}.float_days, 0),
        'affected_date': case
            when {{ link }}.baseline_end_date is null then {{ path }}.affected_date + {{ link }}.lag_days
            when {{ days_carried(path, link) }} is not null then {{ link }}.baseline_end_date + cast(greatest(
                {{ days_carried(path, link) }}, coalesce({{ link }}.own_slip_days, 0), 0
            ) as integer)
        end
    }
{%- endmacro %}

{# What is known of the length of a path's delay. #}
{% macro length_of(path) -%}
    case when {{ path }}.slip_days is null then 'unknown' when {{ path }}.is_least then 'at_least' else 'known' end
{%- endmacro %}

{# One step of a recursion: the paths of `labels` and one link more, and of those that reach the same subject with a delay
   of the same kind of length the best. #}
{% macro reached_from(labels, links) -%}
    select
        publication_id,
        to_id,
        {{ length_of('best') }} as length,
        min(best) as best
    from (
        select
            {{ links }}.publication_id,
            {{ links }}.to_id,
            {{ carried_along(labels ~ '.best', links) }} as best
        from {{ labels }}
        inner join {{ links }}
            on
                {{ labels }}.publication_id = {{ links }}.publication_id
                and {{ labels }}.subject_id = {{ links }}.from_id
    ) as arrived
    group by all
{%- endmacro %}
