-- What each rule says, all rules together.
{% for rule_id, rule in [
    ('R1', 'rule_r01_spend_after_lawful_end'), ('R8', 'rule_r08_direct_award'),
    ('R9', 'rule_r09_framework_duration'), ('R10', 'rule_r10_framework_ceiling'), ('R11', 'rule_r11_no_contract'),
    ('R13', 'rule_r13_reporting_tolerance')
] %}
select
    '{{ rule_id }}' as rule_id,
    publication_id,
    subject_type,
    subject_id,
    verdict,
    reason,
    evidence
from {{ ref(rule) }}
union all
{% endfor %}
-- R2 to R7, within the borders of article 72.
select
    rule_id,
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    verdict,
    reason,
    test_evidence as evidence
from {{ ref('int_amendment_verdicts') }}
