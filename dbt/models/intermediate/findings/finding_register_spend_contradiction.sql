-- The register and the spend contradict each other; one finding per contract and kind of contradiction.
with spend as (
    select
        publication_id,
        contract_id,
        scenario_id,
        service_id,
        supplier_id,
        period_start,
        amount_net,
        amount_gross,
        vat_rate,
        source_file,
        source_line
    from {{ ref('known_contract_spend') }}
),

contracts as (
    select
        *,
        {{ unless_a_person('known', 'supplier_id') }} as named_supplier_id
    from {{ ref('known_contracts') }} as known
),

services as (
    select * from {{ ref('int_services_alone') }}
    where own_status = 'done'
),

-- What has left a platform in full, and when; another migration may still keep a service there.
moved as (
    select
        slips.publication_id,
        slips.service_id,
        slips.from_platform_id as platform_id,
        max(slips.actual_end_date) as moved_on
    from {{ ref('int_migration_slips') }} as slips
    inner join services on slips.publication_id = services.publication_id and slips.service_id = services.service_id
    where slips.from_platform_id is not null
    group by slips.publication_id, slips.service_id, slips.from_platform_id
),

contradictions as (
    select
        spend.*,
        'not_in_register' as contradiction,
        {{ said('register_spend_contradiction.not_in_register', 'en') }} as said_en,
        {{ said('register_spend_contradiction.not_in_register', 'nl') }} as said_nl
    from spend
    anti join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.contract_id is not null
    union all
    select
        spend.*,
        'before_start' as contradiction,
        {{ said('register_spend_contradiction.before_start', 'en') }} as said_en,
        {{ said('register_spend_contradiction.before_start', 'nl') }} as said_nl
    from spend
    inner join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.period_start < contracts.start_date
    union all
    select
        spend.*,
        'other_supplier' as contradiction,
        {{ said('register_spend_contradiction.other_supplier', 'en') }} as said_en,
        {{ said('register_spend_contradiction.other_supplier', 'nl') }} as said_nl
    from spend
    inner join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.supplier_id != contracts.supplier_id
    union all
    select
        spend.*,
        'after_migration' as contradiction,
        {{ said('register_spend_contradiction.after_migration', 'en') }} as said_en,
        {{ said('register_spend_contradiction.after_migration', 'nl') }} as said_nl
    from spend
    inner join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    inner join moved
        on
            spend.publication_id = moved.publication_id
            and spend.service_id = moved.service_id
            and contracts.platform_id = moved.platform_id
    where spend.period_start > moved.moved_on
),

priced as (
    select
        *,
        {{ line_gross() }} as line_amount_gross,
        { 'source_file': source_file, 'source_line': source_line } as place
    from contradictions
),

per_contract as (
    select
        publication_id,
        contract_id,
        contradiction,
        scenario_id,
        count(*) as lines,
        {{ known_part('line_amount_gross') }} as amount_gross,
        min_by(said_en, place) as said_en,
        min_by(said_nl, place) as said_nl,
        min(place).source_file as source_file,
        min(place).source_line as source_line
    from priced
    group by publication_id, contract_id, contradiction, scenario_id
)

select
    {{ finding(
        'register_spend_contradiction', "'contract'", 'contract_id',
        qualifier="contradiction || case when scenario_id = 'none' then '' else ', ' || scenario_id end",
        amount_gross='amount_gross'
    ) }}
from per_contract
