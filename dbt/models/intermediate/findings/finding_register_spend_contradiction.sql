-- The register and the spend contradict each other; one finding per contract and kind of contradiction.
with spend as (
    select * from {{ ref('known_contract_spend') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

services as (
    select * from {{ ref('int_service_status') }}
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
        'the register does not have this contract' as said_en,
        'het register kent dit contract niet' as said_nl
    from spend
    anti join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.contract_id is not null
    union all
    select
        spend.*,
        'before_start' as contradiction,
        'the register has it start on ' || contracts.start_date || ', after the spend' as said_en,
        'volgens het register gaat het in op ' || contracts.start_date || ', na de uitgaven' as said_nl
    from spend
    inner join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.period_start < contracts.start_date
    union all
    select
        spend.*,
        'other_supplier' as contradiction,
        'the register names '
        || coalesce('supplier ' || {{ unless_a_person('contracts', 'supplier_id') }}, 'a natural person') as said_en,
        'het register noemt '
        || coalesce('leverancier ' || {{ unless_a_person('contracts', 'supplier_id') }}, 'een natuurlijk persoon')
            as said_nl
    from spend
    inner join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    where spend.supplier_id != contracts.supplier_id
    union all
    select
        spend.*,
        'after_migration' as contradiction,
        'service ' || moved.service_id || ' left its platform on ' || moved.moved_on as said_en,
        'dienst ' || moved.service_id || ' verliet het platform op ' || moved.moved_on as said_nl
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
        coalesce(amount_gross, cast(amount_net * (1 + vat_rate) as decimal(18, 2))) as line_amount_gross,
        { 'source_file': source_file, 'source_line': source_line } as place
    from contradictions
)

select
    publication_id,
    'contract' as subject_type,
    contract_id as subject_id,
    contradiction || case when scenario_id = 'none' then '' else ', ' || scenario_id end as qualifier,
    cast({{ known_part('line_amount_gross') }} as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ counted('count(*)', 'spend line', 'spend lines') }} || ' on contract ' || contract_id
    || if(count(*) = 1, ' contradicts the register: ', ' contradict the register; the first: ')
    || min_by(said_en, place) as message_en,
    {{ counted('count(*)', 'uitgavenregel', 'uitgavenregels') }} || ' op contract ' || contract_id
    || if(count(*) = 1, ' spreekt het register tegen: ', ' spreken het register tegen; de eerste: ')
    || min_by(said_nl, place) as message_nl,
    {{ line_en('min(place).source_file', 'min(place).source_line') }} as evidence,
    {{ line_nl('min(place).source_file', 'min(place).source_line') }} as evidence_nl
from priced
group by publication_id, contract_id, contradiction, scenario_id
