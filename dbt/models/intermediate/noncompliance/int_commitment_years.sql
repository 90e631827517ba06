-- Of contracts whose spend is a commitment the year in which it was made, per scenario. Facts go before in every
-- scenario; a scenario says nothing about the facts.
with own as (
    select
        lines.publication_id,
        lines.contract_id,
        lines.scenario_id,
        min(year(lines.period_start)) as first_year
    from {{ ref('known_contract_spend') }} as lines
    inner join {{ ref('int_contract_lawfulness') }} as contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
    where lines.period_end > lines.period_start and contracts.is_commitment
    group by lines.publication_id, lines.contract_id, lines.scenario_id
)

select
    own.publication_id,
    own.contract_id,
    own.scenario_id,
    least(own.first_year, coalesce(facts.first_year, own.first_year)) as first_year
from own
left join own as facts
    on
        own.publication_id = facts.publication_id
        and own.contract_id = facts.contract_id
        and facts.scenario_id = 'none'
