-- What each amendment comes to, and the class of the euros that rest on it. What was signed in days that rest on an
-- untestable change alone is itself untestable.
{{ config(materialized='table') }}

with tests as (
    select * from {{ ref('int_amendment_tests') }}
),

terms as (
    select * from {{ ref('int_contract_terms') }}
),

in_doubt as (
    select
        tests.publication_id,
        tests.amendment_id
    from tests
    inner join terms
        on tests.publication_id = terms.publication_id and tests.contract_id = terms.contract_id
    where terms.first_day is not null and terms.last_day is not null
    group by tests.publication_id, tests.amendment_id
    having
        bool_or(
            terms.term_status = 'not_testable'
            and tests.amendment_date between terms.first_day and terms.last_day
        )
        and not bool_or(
            terms.term_status = 'extended'
            and terms.last_day >= tests.amendment_date
            and (terms.signed_on, terms.amendment_id) < (tests.amendment_date, tests.amendment_id)
        )
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
            when is_in_doubt then 'Signed when it was uncertain whether the contract was still in force'
            else reason
        end as reason
    from joined
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
    is_large_decrease,
    {{ amendment_evidence() }} as evidence,
    case when is_in_doubt then 'uncertain_not_testable' else amendment_class end as amendment_class
from judged
