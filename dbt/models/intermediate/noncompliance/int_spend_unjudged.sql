-- Spend that counts and could not be judged, by the reason why: what is first missing of it. An amount including VAT is
-- not computable where no line of it has one; `compared` takes the net amount for a line without, to weigh and no more.
with spend as (
    select
        spend.*,
        coalesce(abs(spend.amount_gross), abs(spend.amount_net)) as compared
    from {{ ref('int_spend_classes') }} as spend
    where spend.is_counted and spend.outcome = 'uncertain'
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

explained as (
    select
        spend.*,
        case
            when spend.lawfulness_status != 'computed' then 'judged_uncertain'
            when spend.contract_id is null then 'no_contract_named'
            when contracts.contract_id is null then 'contract_not_on_file'
            when spend.computed_rule_id = 'R8' then 'award_not_testable'
            when spend.computed_rule_id = 'R10' then 'framework_not_testable'
            when
                spend.computed_rule_id = 'R1'
                and coalesce(contracts.max_extent_date, contracts.end_date) is null
                then 'no_lawful_end'
            when spend.computed_rule_id in ('R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7') then 'change_not_testable'
            else 'other'
        end as reason
    from spend
    left join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
)

select
    publication_id,
    scenario_id,
    reason,
    count(distinct line_id) as lines,
    count(distinct contract_id) as contracts,
    {{ known_part('amount_gross') }} as amount_gross,
    {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines,
    sum(compared) as compared
from explained
group by publication_id, scenario_id, reason
