with days as (
    select cast(unnest(generate_series(date '2015-01-01', date '2039-12-31', interval 1 day)) as date) as date
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
