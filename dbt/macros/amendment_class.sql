{# The class of the euros and days that rest on an amendment. #}
{% macro amendment_class(verdict) -%}
case {{ verdict }}
    when 'fail' then 'unlawful_extension'
    when 'not_testable' then 'uncertain_not_testable'
    else
        case modification_ground
            when 'review_clause' then 'lawful_review_clause'
            when 'additional' then 'lawful_additional'
            when 'unforeseen' then 'lawful_additional'
            when 'successor' then 'lawful'
            else 'lawful_de_minimis'
        end
end
{%- endmacro %}

{# Whether it is one of a ground with a limit in money: what is spent above the agreed value is not covered by it. #}
{% macro has_limit(lawfulness_class) -%}
{{ lawfulness_class }} in ('lawful_additional', 'lawful_de_minimis')
{%- endmacro %}
