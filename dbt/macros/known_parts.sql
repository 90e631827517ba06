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

{# Words for lines that an amount leaves out; nothing where it leaves out none. #}
{% macro without_unknown_lines(lines) -%}
    case
        when {{ lines }} = 1 then '; 1 line of unknown amount is left out'
        when {{ lines }} > 1 then '; ' || {{ lines }} || ' lines of unknown amount are left out'
        else ''
    end
{%- endmacro %}
