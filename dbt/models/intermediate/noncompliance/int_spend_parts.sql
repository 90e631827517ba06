-- Each spend line, cut by days: at the turn of a year, after its contract's last day, at each border of the lawful
-- term, where an assertion begins and where an amendment makes it uncertain. The parts of a line add up to it to
-- the cent, in proportion to their days. A commitment is of the year in which it was made, and is not cut there.
-- Few lines are cut: the others go through as they are.
{{ config(materialized='table') }}

-- What the borders need of a line; all of it is read once, below.
with lines as (
    select
        publication_id,
        line_id,
        contract_id,
        scenario_id,
        period_start,
        period_end
    from {{ ref('known_contract_spend') }}
    where period_end > period_start
),

contracts as (
    select
        lawfulness.publication_id,
        lawfulness.contract_id,
        lawfulness.recognition_basis,
        lawfulness.is_commitment,
        lawfulness.asserted_from,
        lawfulness.unplaced_from,
        ends.ending_contract_id,
        ends.contract_end_date
    from {{ ref('int_contract_lawfulness') }} as lawfulness
    left join {{ ref('int_contract_ends') }} as ends
        on lawfulness.publication_id = ends.publication_id and lawfulness.contract_id = ends.contract_id
),

borders as (
    select
        publication_id,
        contract_id,
        first_day as border
    from {{ ref('int_contract_terms') }}
    union
    select
        publication_id,
        contract_id,
        asserted_from as border
    from contracts
    union
    select
        publication_id,
        contract_id,
        unplaced_from as border
    from contracts
    union
    select
        publication_id,
        contract_id,
        contract_end_date + 1 as border
    from contracts
),

-- Facts go before in every scenario; a scenario says nothing about the facts.
commitment_years as (
    select
        lines.publication_id,
        lines.contract_id,
        lines.scenario_id,
        min(year(lines.period_start)) as first_year
    from lines
    inner join contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
    where contracts.is_commitment
    group by lines.publication_id, lines.contract_id, lines.scenario_id
),

first_years as (
    select
        own.publication_id,
        own.contract_id,
        own.scenario_id,
        least(own.first_year, coalesce(facts.first_year, own.first_year)) as first_year
    from commitment_years as own
    left join commitment_years as facts
        on
            own.publication_id = facts.publication_id
            and own.contract_id = facts.contract_id
            and facts.scenario_id = 'none'
),

over_years as (
    select
        lines.publication_id,
        lines.line_id,
        lines.period_start,
        lines.period_end,
        unnest(generate_series(year(lines.period_start) + 1, year(lines.period_end))) as new_year
    from lines
    left join contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
    where year(lines.period_end) > year(lines.period_start) and not coalesce(contracts.is_commitment, false)
),

cuts as (
    select
        lines.publication_id,
        lines.line_id,
        lines.period_start,
        borders.border
    from lines
    inner join borders
        on
            lines.publication_id = borders.publication_id
            and lines.contract_id = borders.contract_id
            and lines.period_start < borders.border
            and lines.period_end > borders.border
    union
    select
        publication_id,
        line_id,
        period_start,
        make_date(new_year, 1, 1) as border
    from over_years
    where make_date(new_year, 1, 1) < period_end
),

-- A cut line has a part from its first day, and one from each border on.
starts as (
    select
        publication_id,
        line_id,
        border as part_start
    from cuts
    union
    select
        publication_id,
        line_id,
        period_start as part_start
    from cuts
),

numbered as (
    select
        *,
        row_number() over of_the_line as part_no,
        lead(part_start) over of_the_line as next_start
    from starts
    window of_the_line as (partition by publication_id, line_id order by part_start)
),

placed as (
    select
        spend.*,
        coalesce(numbered.part_no, 1) as part_no,
        coalesce(numbered.part_start, spend.period_start) as part_start,
        coalesce(numbered.next_start, spend.period_end) as part_end,
        numbered.line_id is null as is_whole
    from {{ ref('int_line_suppliers') }} as spend
    left join numbered
        on spend.publication_id = numbered.publication_id and spend.line_id = numbered.line_id
    where spend.period_end > spend.period_start
),

valued as (
    select
        *,
        coalesce(amount_gross, cast(amount_net * (1 + vat_rate) as decimal(18, 2))) as line_amount_gross,
        coalesce(amount_net, {{ net_of_gross('amount_gross', 'vat_rate') }}) as line_amount_net,
        period_end - period_start as days
    from placed
)

select
    valued.publication_id,
    valued.line_id,
    cast(valued.part_no as integer) as part_no,
    valued.contract_id,
    valued.supplier_key,
    valued.supplier_id,
    valued.supplier_name,
    valued.scenario_id,
    valued.service_id,
    contracts.ending_contract_id,
    valued.measure_type,
    valued.cost_type,
    -- Of a natural person nothing goes on: neither key and name, nor what a line says.
    case when coalesce(valued.supplier_kind, '') != 'natural_person' then valued.description end as description,
    contracts.recognition_basis,
    contracts.contract_id is not null as is_contract_on_file,
    first_years.first_year is null or year(valued.period_start) = first_years.first_year as is_counted,
    valued.is_whole,
    cast(case when contracts.is_commitment then year(valued.period_start) else year(valued.part_start) end as integer)
        as year,
    valued.part_start,
    valued.part_end,
    coalesce(valued.part_start > contracts.contract_end_date, false) as is_after_contract_end,
    {% for amount in ['line_amount_gross', 'line_amount_net', 'rounding_unit'] %}
    case
        when valued.is_whole then valued.{{ amount }}
        else {{ amount_between(
            'valued.' ~ amount, 'valued.part_start - valued.period_start', 'valued.part_end - valued.period_start',
            'valued.days'
        ) }}
    end as {{ amount | replace('line_', '') }},
    {% endfor %}
    valued.delivery_id,
    valued.source_file,
    valued.source_line,
    valued.citation
from valued
left join contracts
    on valued.publication_id = contracts.publication_id and valued.contract_id = contracts.contract_id
left join first_years
    on
        valued.publication_id = first_years.publication_id
        and valued.contract_id = first_years.contract_id
        and valued.scenario_id = first_years.scenario_id
