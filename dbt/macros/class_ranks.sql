{# Class and ground as one number, of which the lowest is the verdict: the order of lawfulness_classes and, within a
   class, that of the grounds here. #}
{% macro class_ranks() -%}
    {% for ground in ['contract', 'award', 'term', 'band', 'beyond', 'ceiling', 'unplaced', 'base_term'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        lawfulness_class,
        outcome,
        '{{ ground }}' as ground,
        class_order * 10 + {{ loop.index }} as class_rank
    from {{ ref('lawfulness_classes') }}
    {% endfor %}
{%- endmacro %}
