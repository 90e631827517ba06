-- When the open blocking issues run out, if they go on as in the last 12 complete weeks. The rate is the mean change
-- of the number open per week; its 95 percent interval takes the weeks as independent: mean plus or minus 1.96
-- standard errors.
with flow as (
    select * from {{ ref('int_issue_flow') }}
),

recent as (
    select
        *,
        row_number() over (partition by publication_id, component order by week_no desc) as weeks_back
    from flow
    where is_complete
),

rates as (
    select
        publication_id,
        component,
        count(*) as weeks_observed,
        sum(blocking_change) as total_change,
        stddev_samp(blocking_change) / sqrt(count(*)) as standard_error
    from recent
    where weeks_back <= 12
    group by publication_id, component
),

latest as (
    select * from flow
    qualify row_number() over (partition by publication_id, component order by week_no desc) = 1
),

joined as (
    select
        latest.publication_id,
        latest.component,
        latest.status_date,
        cast(latest.open_blocking as bigint) as open_blocking,
        coalesce(rates.weeks_observed, 0) as weeks_observed,
        cast(rates.total_change as bigint) as total_change,
        rates.total_change / rates.weeks_observed - 1.96 * rates.standard_error as rate_low,
        rates.total_change / rates.weeks_observed + 1.96 * rates.standard_error as rate_high,
        case
            when latest.open_blocking = 0 then 'none_open'
            when coalesce(rates.weeks_observed, 0) < 4 then 'fewer_than_4_weeks'
            when rates.total_change >= 0 then 'rate_is_not_negative'
            -- A rate this close to zero has no end that anybody can read, and no reader knows a year past 9999.
            when 7 * latest.open_blocking * rates.weeks_observed >= 36525 * (-rates.total_change)
                then 'more_than_a_century'
            else 'forecast'
        end as forecast_basis
    from latest
    left join rates on latest.publication_id = rates.publication_id and latest.component = rates.component
)

select
    publication_id,
    component,
    status_date,
    open_blocking,
    weeks_observed,
    total_change,
    case when weeks_observed > 0 then total_change / weeks_observed end as weekly_change,
    rate_low as weekly_change_low,
    rate_high as weekly_change_high,
    forecast_basis,
    case
        when forecast_basis = 'forecast'
            then
                status_date
                + cast((7 * open_blocking * weeks_observed - total_change - 1) // (-total_change) as integer)
    end as forecast_date,
    case
        when forecast_basis = 'forecast' then status_date + cast(ceil(7 * open_blocking / (-rate_low)) as integer)
    end as earliest_date,
    case
        when forecast_basis = 'forecast' and rate_high < 0 and 7 * open_blocking / (-rate_high) < 36525
            then status_date + cast(ceil(7 * open_blocking / (-rate_high)) as integer)
    end as latest_date
from joined
