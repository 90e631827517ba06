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
                then ['pass', 'Awarded in a procedure with competition']
            when exemption is not null and exemption_reference is not null
                then ['pass', 'Outside the rules of award, with evidence of the ground']
            when contract_type = 'call_off'
                then ['not_testable', 'The framework agreement of the call-off is not on file']
            when procurement_method = 'mini_competition' then ['pass', 'Awarded in a procedure with competition']
            when
                procurement_method != 'unknown' and exemption is not null
                and coalesce(estimate_net >= threshold_amount_net, true)
                then ['not_testable', 'No evidence on file of the ground that takes the award out of the rules']
            when procurement_method = 'unknown' then ['not_testable', 'The procedure of award is not known']
            when threshold_missing_reason is not null then ['not_testable', threshold_missing_reason]
            when estimate_net >= threshold_amount_net and procurement_method = 'direct'
                then ['fail', 'Direct award at or above the threshold']
            when estimate_net >= threshold_amount_net
                then ['not_testable', 'The ground of a procedure without notice is for a person to judge']
            when not are_changes_known or not can_changes_be_added
                then ['not_testable', 'The value of a change so far is not known']
            when has_estimate then ['pass', 'The estimate is below the threshold']
            else ['not_testable', 'The estimate with options and extensions is not known']
        end as outcome
    from awards
),

judged as (
    select
        awards.publication_id,
        'contract' as subject_type,
        awards.contract_id as subject_id,
        case when tested.contract_id is null then 'not_testable' else tested.outcome[1] end as verdict,
        case when tested.contract_id is null then 'The call-offs name each other as parent' else tested.outcome[2] end
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
