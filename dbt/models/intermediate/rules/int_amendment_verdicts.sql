-- What each amendment comes to, and the class of the euros that rest on it. What was signed in days that rest on an
-- untestable change alone is itself untestable.
{{ config(materialized='table') }}

with tests as (
    select * from {{ ref('int_amendment_tests') }}
),

-- How far the term has come when an amendment is signed, and how much of that is certain: its last step before it.
in_doubt as (
    select
        tests.publication_id,
        tests.amendment_id
    from tests
    inner join {{ ref('int_term_steps') }} as steps
        on
            tests.publication_id = steps.publication_id
            and tests.contract_id = steps.contract_id
            and (
                steps.extension_no = 0
                or (steps.signed_on, steps.amendment_id) < (tests.amendment_date, tests.amendment_id)
            )
    group by tests.publication_id, tests.amendment_id, tests.amendment_date
    having
        tests.amendment_date > max_by(steps.certain_end_date, steps.extension_no)
        and tests.amendment_date <= max_by(steps.lawful_end_date, steps.extension_no)
),

joined as (
    select
        tests.*,
        in_doubt.amendment_id is not null and tests.verdict = 'pass' as is_in_doubt
    from tests
    left join in_doubt
        on tests.publication_id = in_doubt.publication_id and tests.amendment_id = in_doubt.amendment_id
),

judged as (
    select
        * exclude (verdict, reason, evidence),
        case when is_in_doubt then 'not_testable' else verdict end as verdict,
        case
            when is_in_doubt then 'signed_in_doubt'
            else reason
        end as reason
    from joined
)

select
    judged.publication_id,
    judged.amendment_id,
    judged.contract_id,
    judged.amendment_date,
    judged.modification_ground,
    judged.value_delta_net,
    judged.new_end_date,
    judged.rule_id,
    judged.verdict,
    judged.reason,
    judged.test_evidence,
    judged.is_large_decrease,
    {{ said('rule_evidence.amendment_test', 'en') }} as evidence,
    case when judged.is_in_doubt then 'uncertain_not_testable' else judged.amendment_class end as amendment_class
from judged
left join {{ ref('rule_reasons') }} as reasons on judged.reason = reasons.reason
