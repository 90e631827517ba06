{# Sums of which some terms are unknown: the known part and the number of unknown lines, beside each other. #}

{# The known part of a sum over the rows that meet a condition: zero over no rows, NULL where all of them are unknown. #}
{% macro known_part(amount, condition='true') -%}
    case
        when count(*) filter (where {{ condition }}) = 0 then 0
        else sum({{ amount }}) filter (where {{ condition }})
    end
{%- endmacro %}

{# A part of several amounts where one of them at the least is known; where none is, nothing is zero. #}
{% macro unless_all_unknown(amount, part) -%}
    case when count({{ amount }}) > 0 then {{ part }} end
{%- endmacro %}

{# How many lines that meet a condition the known part leaves out. #}
{% macro unknown_lines(amount, line_id, condition='true') -%}
    cast(count(distinct {{ line_id }}) filter (where {{ condition }} and {{ amount }} is null) as integer)
{%- endmacro %}

{# The sum of such parts: NULL where nothing of it is known, zero where there is nothing to know. #}
{% macro known_sum(part, unknown_lines) -%}
    cast(case when sum({{ unknown_lines }}) = 0 then coalesce(sum({{ part }}), 0) else sum({{ part }}) end as decimal(18, 2))
{%- endmacro %}

{# The sum of known parts: beside lines of unknown amount, the zeros of those that have none make no zero. #}
{% macro sum_of_known_parts(part, unknown_lines) -%}
    cast(
        case when sum({{ unknown_lines }}) > 0 then nullif(sum({{ part }}), 0) else sum({{ part }}) end
        as decimal(18, 2)
    )
{%- endmacro %}

{# How many lines an amount leaves out, where it is known; NULL for none. #}
{% macro lines_beside(amount, lines) -%}
    case when {{ amount }} is not null and {{ lines }} > 0 then {{ lines }} end
{%- endmacro %}

{# What is said of lines that an amount leaves out; nothing where it leaves out none. #}
{% macro without_unknown_lines(lines) -%}
    {{ said('left_out', 'en') | replace('lines_left_out', 'nullif(' ~ lines ~ ', 0)') }}
{%- endmacro %}
