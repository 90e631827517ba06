-- What an analyst writes for three rules. No bookkeeping of rows, no refusals; one publication, amounts and dates as
-- they should be. `benchmarks.ledger` puts the folders in. The same as analyst_polars.py and analyst_pandas.py.
create table contracts as from read_csv('$folder/register/contracts.csv', all_varchar = true);
create table lines as
select line_id, contract_id, cast(period_start as date) as period_start, cast(period_end as date) as period_end,
    cast(amount_net as decimal(18, 2)) as amount_net, cast(amount_gross as decimal(18, 2)) as amount_gross, citation
from read_csv(['$folder/ledger/ledger.csv', '$folder/register/contract_spend.csv'], all_varchar = true,
    union_by_name = true);
create table thresholds as from read_csv('$reference/thresholds.csv');
create table judged as
with facts as (
    select contracts.contract_id, procurement_method, award_date, threshold_amount_net,
        greatest(cast(estimated_value_net as decimal(18, 2)), cast(maximum_value_net as decimal(18, 2)),
            cast(original_value_net as decimal(18, 2))) as estimate_net,
        cast(coalesce(max_extent_date, end_date) as date) as lawful_end_date
    from contracts
    left join thresholds on contracts.nature = thresholds.nature
        and contracts.authority_type = thresholds.authority_type
        and cast(contracts.award_date as date) between thresholds.valid_from and thresholds.valid_to
),
parts as (
    select lines.*, facts.* exclude (contract_id), facts.contract_id is not null as is_on_file,
        unnest(case
            when lawful_end_date + 1 > period_start and lawful_end_date + 1 < period_end
                then [{'a': period_start, 'b': lawful_end_date + 1}, {'a': lawful_end_date + 1, 'b': period_end}]
            else [{'a': period_start, 'b': period_end}]
        end) as days
    from lines left join facts using (contract_id)
)
-- Whole cents up to a day, and the next part has what is left.
select line_id, contract_id, days.a as period_start, days.b as period_end,
    cast(floor(amount_gross * 100 * (days.b - parts.period_start) / (parts.period_end - parts.period_start))
        - floor(amount_gross * 100 * (days.a - parts.period_start) / (parts.period_end - parts.period_start))
        as bigint) as cents_gross,
    case
        when not is_on_file then 'uncertain_no_contract'
        when procurement_method = 'direct' and estimate_net >= threshold_amount_net then 'unlawful_direct_award'
        when days.a > lawful_end_date then 'unlawful_extension'
        else 'lawful'
    end as lawfulness_class,
    case
        when not is_on_file then 'No contract on file for ' || coalesce(contract_id, 'this line')
        when procurement_method = 'direct' and estimate_net >= threshold_amount_net
            then 'Estimate EUR ' || estimate_net || ' net; threshold EUR ' || threshold_amount_net
        when days.a > lawful_end_date then 'After the lawful end of contract ' || contract_id || ': ' || lawful_end_date
        else 'Lawful end of contract ' || contract_id || ': ' || coalesce(cast(lawful_end_date as varchar), 'unknown')
    end as evidence, citation
from parts;
create table per_contract_and_year as
select contract_id, year(period_start) as year, lawfulness_class, sum(cents_gross) as cents_gross, count(*) as parts
from judged group by all;
select lawfulness_class, cast(sum(cents_gross) as bigint) as cents_gross, cast(sum(parts) as bigint) as parts
from per_contract_and_year group by all order by all;
