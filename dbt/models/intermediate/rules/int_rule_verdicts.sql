-- What each rule says, all rules together.
{% for rule_id, rule in [
    ('R1', 'rule_r01_spend_after_lawful_end'), ('R2', 'rule_r02_review_clause'), ('R3', 'rule_r03_de_minimis'),
    ('R4', 'rule_r04_additional'), ('R5', 'rule_r05_unforeseen'), ('R6', 'rule_r06_change_of_contractor'),
    ('R7', 'rule_r07_substantial_change'), ('R8', 'rule_r08_direct_award'), ('R9', 'rule_r09_framework_duration'),
    ('R10', 'rule_r10_framework_ceiling'), ('R11', 'rule_r11_no_contract'), ('R13', 'rule_r13_reporting_tolerance')
] %}
{% if not loop.first %}
union all
{% endif %}
select
    '{{ rule_id }}' as rule_id,
    publication_id,
    subject_type,
    subject_id,
    verdict,
    reason,
    evidence
from {{ ref(rule) }}
{% endfor %}
