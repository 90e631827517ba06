-- Every column of the marts that holds a day or a year; those of lines stand in the narrow table.
{% set dated = {
    'assessments': ['assessed_on'],
    'contract_amendments': ['amendment_date', 'new_end_date'],
    'dim_contract': ['award_date', 'start_date', 'end_date', 'max_extent_date', 'current_end_date', 'contract_end_date'],
    'dim_publication': ['published_on', 'as_of_date', 'page_header_date'],
    'dual_running_costs': ['year'],
    'framework_ceilings': ['crossed_on'],
    'impact_agreements': ['migration_start_date', 'migration_end_date', 'change_start_date', 'change_end_date'],
    'impact_chain': ['affected_date'],
    'impact_finance': ['year'],
    'impact_services': ['baseline_end_date', 'first_stated_end_date', 'previous_end_date', 'forecast_end_date', 'contract_end_date'],
    'issue_flow': ['period_end', 'period_last_day'],
    'issue_forecast': ['status_date', 'forecast_date', 'earliest_date', 'latest_date'],
    'issue_history': ['event_on'],
    'issues': ['first_opened_on', 'resolved_on', 'validated_on', 'target_date'],
    'lawfulness_tolerance': ['year'],
    'measures': ['due_date'],
    'migration_progress': ['period_end', 'period_last_day'],
    'migrations': ['baseline_start_date', 'baseline_end_date', 'forecast_start_date', 'forecast_end_date', 'actual_start_date', 'actual_end_date'],
    'milestones': ['period_start', 'period_end', 'period_last_day'],
    'noncompliance_backtest': ['year'],
    'noncompliance_by_contract_year': ['year'],
    'noncompliance_by_scenario': ['year'],
    'pause_cells': ['year'],
    'rebaseline_slips': ['known_on', 'planned_end_date', 'against_end_date'],
    'rebaselines': ['known_on', 'as_of_date', 'planned_end_date', 'original_end_date', 'first_stated_end_date', 'previous_end_date'],
    'service_spend_by_scenario': ['year'],
    'source_reconciliation': ['accepted_on', 'year'],
    'spend': ['period_start', 'period_end', 'assessed_on', 'year'],
    'spend_by_supplier': ['year'],
    'supplier_spend_by_scenario': ['year']
} %}
with occurring as (
    {% for mart, columns in dated.items() %}
    {% for column in columns %}
    {% set day = 'make_date(year, 1, 1)' if column == 'year' else column %}
    select
        min({{ day }}) filter (where {{ day }} between date '1900-01-01' and date '2200-12-31') as first_day,
        max({{ day }}) filter (where {{ day }} between date '1900-01-01' and date '2200-12-31') as last_day,
        list(distinct {{ day }}) filter (where {{ day }} not between date '1900-01-01' and date '2200-12-31')
            as far_days
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

borders as (
    select
        date_trunc('year', least(min(first_day), date '2015-01-01')) as first_day,
        date_trunc('year', greatest(max(last_day), date '2039-12-31')) + interval 1 year - interval 1 day as last_day
    from occurring
),

days as (
    select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as date
    from borders
    union
    -- A day of another age than the rest makes no calendar of the centuries between.
    select unnest(far_days) as date
    from occurring
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'month'
)

select
    days.date,
    cast(year(days.date) as integer) as year,
    cast(quarter(days.date) as integer) as quarter,
    cast(month(days.date) as integer) as month,
    labels.label_en as month_name_en,
    labels.label_nl as month_name_nl
from days
inner join labels on cast(month(days.date) as varchar) = labels.code
