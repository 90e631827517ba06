-- Each amendment under the rule of its ground, within the borders of article 72. Below the threshold the article does
-- not apply; where nobody knows whether it does, the verdict is the one that holds either way. A decrease of the size
-- of R3 may be substantial (C-549/14), on every ground: that is for a person to judge, and it moves no end.
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
),

contract_values as (
    select * from {{ ref('int_contract_values') }}
),

on_their_ground as (
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

changed as (
    select
        amendments.*,
        contract_values.reference_value_net,
        contract_values.threshold_amount_net,
        coalesce(sum(amendments.value_delta_net) over so_far, 0) as changes_net,
        count(*) filter (where amendments.value_delta_net is null) over so_far = 0 as are_changes_known,
        limits.limit_value as share_pct,
        contract_values.estimate_net >= contract_values.threshold_amount_net as is_estimate_at_threshold,
        contract_values.original_value_net,
        coalesce(contract_values.is_value_known, false) as is_value_known
    from amendments
    left join contract_values
        on
            amendments.publication_id = contract_values.publication_id
            and amendments.contract_id = contract_values.contract_id
    {{ join_legal_limit('R3', 'contract_values.nature', 'amendments.amendment_date') }}
    window so_far as (
        partition by amendments.publication_id, amendments.contract_id
        order by amendments.amendment_date, amendments.amendment_id
        rows between unbounded preceding and current row
    )
),

valued as (
    select
        *,
        -- A value at award that is not known is at least nothing.
        are_changes_known
        and coalesce(original_value_net, 0) + changes_net >= threshold_amount_net as is_value_at_threshold,
        are_changes_known
        and changes_net < 0
        and coalesce(-changes_net * 100 >= reference_value_net * share_pct, true) as is_large_decrease
    from changed
),

bordered as (
    select
        *,
        case
            when is_estimate_at_threshold or bool_or(is_value_at_threshold) over so_far then true
            when is_value_known and are_changes_known and threshold_amount_net is not null then false
        end as is_at_threshold
    from valued
    window so_far as (
        partition by publication_id, contract_id
        order by amendment_date, amendment_id
        rows between unbounded preceding and current row
    )
),

judged as (
    select
        bordered.*,
        on_their_ground.rule_id,
        case
            when not bordered.is_at_threshold then 'pass'
            when bordered.is_large_decrease then 'not_testable'
            when bordered.is_at_threshold is null and on_their_ground.verdict = 'fail' then 'not_testable'
            else on_their_ground.verdict
        end as verdict,
        case
            when not bordered.is_at_threshold then 'Below the threshold article 72 does not apply'
            when bordered.is_large_decrease
                then 'Whether a decrease of this size is substantial is for a person to judge'
            when bordered.is_at_threshold is null and on_their_ground.verdict = 'fail'
                then 'Whether the contract is at or above the threshold is not known'
            else on_their_ground.reason
        end as reason,
        on_their_ground.evidence as ground_evidence,
        case when not bordered.is_at_threshold then bordered.original_value_net + bordered.changes_net end
            as value_below_threshold_net,
        case when coalesce(bordered.is_at_threshold, true) and bordered.is_large_decrease then bordered.changes_net end
            as large_decrease_net
    from bordered
    inner join on_their_ground
        on
            bordered.publication_id = on_their_ground.publication_id
            and bordered.amendment_id = on_their_ground.subject_id
),

told as (
    select
        *,
        {{ said('rule_evidence.within_article_72', 'en') }} as test_evidence
    from judged
)

select
    publication_id,
    amendment_id,
    contract_id,
    amendment_date,
    modification_ground,
    value_delta_net,
    new_end_date,
    rule_id,
    verdict,
    reason,
    test_evidence,
    {{ amendment_evidence() }} as evidence,
    coalesce(is_at_threshold, true) and is_large_decrease as is_large_decrease,
    case
        when not is_at_threshold then 'lawful'
        else {{ amendment_class('verdict') }}
    end as amendment_class
from told
