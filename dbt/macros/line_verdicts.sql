{# What R1, R10 and R11 say of each line, out of its parts: the verdict with the lowest number holds. Rows are put together
   where they are read; the table of parts holds their codes. Few lines are cut: the others are read where they stand. #}
{% macro line_verdicts(parts, of_the_line=['contract_id', 'delivery_id', 'source_file', 'source_line', 'citation']) -%}
{%- set rules = [
    ('R1', 'r1_verdict_no', 'r1_evidence_key'), ('R10', 'r10_verdict_no', 'r10_evidence_key'),
    ('R11', 'r11_verdict_no', 'cast(null as varchar)')
] -%}
with cut_lines as (
    select
        publication_id,
        line_id,
        {% for column in of_the_line %}
        any_value({{ column }}) as {{ column }},
        {% endfor %}
        {% for _, verdict_no, _ in rules %}
        min({{ verdict_no }}) as {{ verdict_no }},
        {% endfor %}
        max_by(r1_evidence_key, part_no) as r1_evidence_key,
        any_value(r10_evidence_key) as r10_evidence_key
    from {{ parts }}
    where not is_whole
    group by publication_id, line_id
)

{% for rule_id, verdict_no, evidence_key in rules %}
{% set is_first = loop.first %}
{% for lines, condition in [(parts, 'is_whole and '), ('cut_lines', '')] %}
{% if not (is_first and loop.first) %}
union all
{% endif %}
select
    '{{ rule_id }}' as rule_id,
    publication_id,
    line_id,
    {{ verdict_no }} as verdict_no,
    {{ evidence_key }} as evidence_key
    {%- for column in of_the_line %},
    {{ column }}
    {%- endfor %}
from {{ lines }}
where {{ condition }}{{ verdict_no }} is not null
{% endfor %}
{% endfor %}
{%- endmacro %}
