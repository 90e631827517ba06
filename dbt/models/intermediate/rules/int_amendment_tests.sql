-- Each amendment under the rule of its ground, within the borders of article 72. Below the threshold the article does
-- not apply; where nobody knows whether it does, the verdict is the one that holds either way. A decrease of the size
-- of R3 may be substantial (C-549/14), on every ground: that is for a person to judge, and it moves no end.
with on_their_ground as (
    {% for rule_id, rule in [
        ('R2', 'rule_r02_review_clause'), ('R3', 'rule_r03_de_minimis'), ('R4', 'rule_r04_additional'),
        ('R5', 'rule_r05_unforeseen'), ('R6', 'rule_r06_change_of_contractor'), ('R7', 'rule_r07_substantial_change')
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ rule_id }}' as rule_id,
        *
    from {{ ref(rule) }}
    {% endfor %}
),

judged as (
    select
        amended.*,
        on_their_ground.rule_id,
        case
            when not amended.is_at_threshold then 'pass'
            when amended.is_large_decrease then 'not_testable'
            when amended.is_at_threshold is null and on_their_ground.verdict = 'fail' then 'not_testable'
            else on_their_ground.verdict
        end as verdict,
        case
            when not amended.is_at_threshold then 'article_72_below_threshold'
            when amended.is_large_decrease
                then 'decrease_is_judged'
            when amended.is_at_threshold is null and on_their_ground.verdict = 'fail'
                then 'threshold_undecided'
            else on_their_ground.reason
        end as reason,
        on_their_ground.evidence as ground_evidence,
        case when not amended.is_at_threshold then amended.original_value_net + amended.changes_net end
            as value_below_threshold_net,
        case when coalesce(amended.is_at_threshold, true) and amended.is_large_decrease then amended.changes_net end
            as large_decrease_net
    from {{ ref('int_amended_values') }} as amended
    inner join on_their_ground
        on
            amended.publication_id = on_their_ground.publication_id
            and amended.amendment_id = on_their_ground.subject_id
),

told as (
    select
        *,
        {{ said('rule_evidence.within_article_72', 'en') }} as test_evidence
    from judged
)

select
    told.publication_id,
    told.amendment_id,
    told.contract_id,
    told.amendment_date,
    told.modification_ground,
    told.value_delta_net,
    told.new_end_date,
    told.rule_id,
    told.verdict,
    told.reason,
    told.test_evidence,
    {{ said('rule_evidence.amendment_test', 'en') }} as evidence,
    coalesce(told.is_at_threshold, true) and told.is_large_decrease as is_large_decrease,
    case
        when not told.is_at_threshold then 'lawful'
        else {{ amendment_class('told.verdict') }}
    end as amendment_class
from told
left join {{ ref('rule_reasons') }} as reasons on told.reason = reasons.reason
