{# Words of findings, in two languages from the same values. #}

{# A number with its noun in the right form. #}
{% macro counted(number, one, many) -%}
    {{ number }} || if({{ number }} = 1, ' {{ one }}', ' {{ many }}')
{%- endmacro %}

{# Where a row was delivered; `explain` reads the English form back. #}
{% macro line_en(source_file='source_file', source_line='source_line') -%}
    {{ source_file }} || ', line ' || {{ source_line }}
{%- endmacro %}

{% macro line_nl(source_file='source_file', source_line='source_line') -%}
    {{ source_file }} || ', regel ' || {{ source_line }}
{%- endmacro %}

{# An amount to the cent, its thousands apart. #}
{% macro eur_en(amount) -%}
    'EUR ' || if({{ amount }} < 0, '-', '')
    || format('{:,}', cast(trunc(abs(cast({{ amount }} as decimal(18, 2)))) as bigint))
    || right(cast(cast({{ amount }} as decimal(18, 2)) as varchar), 3)
{%- endmacro %}

{% macro eur_nl(amount) -%}
    'EUR ' || if({{ amount }} < 0, '-', '')
    || format('{:t.}', cast(trunc(abs(cast({{ amount }} as decimal(18, 2)))) as bigint))
    || ',' || right(cast(cast({{ amount }} as decimal(18, 2)) as varchar), 2)
{%- endmacro %}

{# What a planned date rests on. #}
{% macro date_basis_nl(basis) -%}
    case {{ basis }}
        when 'actual' then 'werkelijk'
        when 'forecast' then 'verwacht'
        when 'baseline' then 'oorspronkelijk'
        else 'onbekend'
    end
{%- endmacro %}
