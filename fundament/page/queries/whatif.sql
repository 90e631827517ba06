-- The total for each length of the pause, by each method; and over their years the contracts of which it moves most.
with last_months as (
    select
        publication_id,
        method = 'run_off' as is_run_off,
        contract_id,
        sum(increase_gross) as increase_gross
    from marts.noncompliance_pause_whatif
    where not is_total and year is not null
        and pause_months = (select max(pause_months) from marts.noncompliance_pause_whatif where is_total)
    group by publication_id, method = 'run_off', contract_id
),

moved as (
    select *
    from last_months
    qualify row_number() over (
        partition by publication_id, is_run_off order by abs(increase_gross) desc nulls last, contract_id
    ) <= least($most, 8)
)

select
    whatif_id,
    publication_id,
    method,
    contract_id,
    is_total,
    pause_months,
    unlawful_amount_gross,
    increase_gross,
    unknown_lines,
    uncertain_amount_gross,
    uncertain_unknown_lines,
    reason
from marts.noncompliance_pause_whatif
where is_total
union all
select
    null as whatif_id,
    rows.publication_id,
    rows.method,
    rows.contract_id,
    false as is_total,
    rows.pause_months,
    marts.sum_of_known_parts(rows.unlawful_amount_gross, rows.unknown_lines) as unlawful_amount_gross,
    case when count(*) = count(rows.increase_gross) then sum(rows.increase_gross) end as increase_gross,
    sum(rows.unknown_lines) as unknown_lines,
    null as uncertain_amount_gross,
    null as uncertain_unknown_lines,
    null as reason
from marts.noncompliance_pause_whatif as rows
inner join moved
    on
        rows.publication_id = moved.publication_id
        and (rows.method = 'run_off') = moved.is_run_off
        and rows.contract_id = moved.contract_id
where rows.year is not null
group by rows.publication_id, rows.method, rows.contract_id, rows.pause_months
order by publication_id, method, is_total desc, contract_id, pause_months
