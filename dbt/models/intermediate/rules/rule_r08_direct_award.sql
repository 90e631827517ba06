-- R8: no direct award at or above the threshold; the estimate includes options and extensions.
-- A call-off takes the verdict of the agreement that it falls under; where that is not on file only a procedure with a
-- notice of its own can be judged. Changes that lift the whole to the threshold make it one award at or above it. What
-- the law leaves out (in-house, public cooperation, excluded services, small lots) passes with evidence of that ground.
with awards as (
    select * from {{ ref('int_contract_awards') }}
),

tested as (
    select
        *,
        case
            when {{ has_own_notice('procurement_method') }}
                then ['pass', 'awarded_in_competition']
            when exemption is not null and exemption_reference is not null
                then ['pass', 'exempt_with_evidence']
            when contract_type = 'call_off'
                then ['not_testable', 'framework_of_call_off_not_on_file']
            when procurement_method = 'mini_competition' then ['pass', 'awarded_in_competition']
            when
                procurement_method != 'unknown' and exemption is not null
                and coalesce(estimate_net >= threshold_amount_net, true)
                then ['not_testable', 'exemption_not_evidenced']
            when procurement_method = 'unknown' then ['not_testable', 'procedure_unknown']
            when threshold_missing_reason is not null then ['not_testable', threshold_missing_reason]
            when estimate_net >= threshold_amount_net and procurement_method = 'direct'
                then ['fail', 'direct_award_at_threshold']
            when estimate_net >= threshold_amount_net
                then ['not_testable', 'ground_without_notice_is_judged']
            when not are_changes_known or not can_changes_be_added
                then ['not_testable', 'value_of_changes_unknown']
            when has_estimate then ['pass', 'estimate_below_threshold']
            else ['not_testable', 'estimate_unknown']
        end as outcome
    from awards
),

judged as (
    select
        awards.publication_id,
        'contract' as subject_type,
        awards.contract_id as subject_id,
        case when tested.contract_id is null then 'not_testable' else tested.outcome[1] end as verdict,
        case when tested.contract_id is null then 'call_offs_in_a_circle' else tested.outcome[2] end
            as reason,
        tested.procurement_method,
        tested.exemption,
        tested.exemption_reference,
        tested.estimate_net,
        tested.threshold_amount_net,
        tested.threshold_citation,
        case when awards.root_id != awards.contract_id then awards.root_id end as agreement_above_id,
        case
            when tested.procurement_method in ('direct', 'negotiated_without_notice')
                then coalesce(cast(tested.award_date as varchar), 'unknown')
        end as compared_award_date
    from awards
    left join tested
        on awards.publication_id = tested.publication_id and awards.root_id = tested.contract_id
)

select
    publication_id,
    subject_type,
    subject_id,
    verdict,
    reason,
    {{ said('rule_evidence.award', 'en') }} as evidence,
    case verdict
        when 'fail' then 'unlawful_direct_award'
        when 'not_testable' then 'uncertain_not_testable'
    end as lawfulness_class
from judged
