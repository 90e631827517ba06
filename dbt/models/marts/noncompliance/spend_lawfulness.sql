with said as (
    select
        spend.*,
        classes.legal_basis as class_basis,
        classes.rule_id as class_rule_id,
        rules.legal_basis as rule_basis,
        case
            when spend.evidence_key is null then {{ said('rule_evidence.no_contract', 'en') }}
            else evidence.evidence
        end as computed_evidence
    from {{ ref('spend') }} as spend
    left join {{ ref('evidence') }} as evidence
        on
            spend.publication_id = evidence.publication_id
            and spend.contract_id = evidence.contract_id
            and spend.evidence_key = evidence.evidence_key
    left join {{ ref('lawfulness_classes') }} as classes on spend.lawfulness_class = classes.lawfulness_class
    left join {{ ref('lawfulness_rules') }} as rules on spend.computed_rule_id = rules.rule_id
)

select
    publication_id,
    line_id,
    part_no,
    coalesce(contract_id, 'none') as contract_id,
    scenario_id,
    measure_type,
    year,
    period_start,
    period_end,
    period_end - 1 as period_last_day,
    amount_gross,
    amount_net,
    lawfulness_class,
    lawfulness_status,
    outcome,
    stated_outcome,
    rule_id,
    case when lawfulness_status = 'computed' and class_rule_id is null then rule_basis else class_basis end
        as legal_basis,
    {{ said('rule_evidence.class', 'en', 'lawfulness_status') }} as evidence,
    computed_class,
    computed_rule_id,
    computed_evidence,
    asserted_class,
    assessed_class,
    assessor_role,
    assessed_on,
    recognition_basis,
    is_counted,
    is_after_contract_end,
    supplier_key,
    supplier_id,
    supplier_name,
    service_id,
    cost_type,
    description,
    delivery_id,
    source_file,
    source_line,
    citation
from said
