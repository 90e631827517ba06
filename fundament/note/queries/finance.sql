-- Cost of the delay, the total of a year last.
select
    year,
    component,
    amount_eur,
    unknown_lines,
    evidence as origin
from marts.impact_finance
where publication_id = $publication_id
order by year, component = 'total', component
