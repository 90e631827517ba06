{# Names of what a publication speaks of, in both languages. #}

{# A relation with name_en and name_nl: what the publication calls it in that language, else the name as delivered; of
   none, words that say so. The type is an expression. #}
{% macro with_names(relation, subject_type, key, name) -%}
    select
        {{ relation }}.*,
        {% for language in ['en', 'nl'] %}
        coalesce(unnamed.label_{{ language }}, label_{{ language }}.label, {{ relation }}.{{ name }}) as name_{{ language }}
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ relation }}
    {% for language in ['en', 'nl'] %}
    left join {{ ref('known_labels') }} as label_{{ language }}
        on
            {{ relation }}.publication_id = label_{{ language }}.publication_id
            and label_{{ language }}.subject_type = {{ subject_type }}
            and {{ relation }}.{{ key }} = label_{{ language }}.subject_id
            and label_{{ language }}.language = '{{ language }}'
    {% endfor %}
    left join {{ ref('code_labels') }} as unnamed
        on
            -- An equation, so that it is a hash join.
            unnamed.code_list = case {{ relation }}.{{ key }} when 'none' then 'unnamed' end
            and unnamed.code = {{ subject_type }}
{%- endmacro %}

{# The name, with the key where others have the same: who groups or filters by it takes no two for one. #}
{% macro told_apart(name, key, among) -%}
    case
        when count(*) over (partition by {{ among }}, {{ name }}) > 1 then {{ name }} || ' (' || {{ key }} || ')'
        else {{ name }}
    end
{%- endmacro %}
