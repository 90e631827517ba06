{# The key of a row as one text, its parts in the order of the primary key: what follows the mart in an address of
   `fundament explain`. #}
{% macro row_key(parts) -%}
    {%- for part in parts -%}
        {{ " || '/' || " if not loop.first }}replace(replace(cast({{ part }} as varchar), '%', '%25'), '/', '%2F')
    {%- endfor -%}
{%- endmacro %}
