{# Sums of which some terms are unknown: the known part and the number of unknown lines, beside each other. #}

{# The known part of a sum over the rows that meet a condition: zero over no rows, NULL where all of them are unknown. #}
{% macro known_part(amount, condition='true') -%}
    case
        when count(*) filter (where {{ condition }}) = 0 then 0
        else sum({{ amount }}) filter (where {{ condition }})
    end
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

{# Words for lines that an amount leaves out; nothing where it leaves out none. #}
{% macro without_unknown_lines(lines) -%}
    case
        when {{ lines }} = 1 then '; 1 line of unknown amount is left out'
        when {{ lines }} > 1 then '; ' || {{ lines }} || ' lines of unknown amount are left out'
        else ''
    end
{%- endmacro %}

{# The same behind an amount, for findings. #}
{% macro and_unknown_lines_en(amount, lines) -%}
    case
        when {{ amount }} is not null and {{ lines }} > 0
            then ' and ' || {{ counted(lines, 'line', 'lines') }} || ' of unknown amount'
        else ''
    end
{%- endmacro %}

{% macro and_unknown_lines_nl(amount, lines) -%}
    case
        when {{ amount }} is not null and {{ lines }} > 0
            then ' en ' || {{ counted(lines, 'regel', 'regels') }} || ' van onbekend bedrag'
        else ''
    end
{%- endmacro %}
