-- A delay of known length: by its own dates, or at least as long as what the chain of delays carries to it.
with delays as (
    select
        *,
        delay_basis = 'dependency' as is_carried,
        coalesce(chain_slip_days > coalesce(own_slip_days, 0), false) as is_driven
    from {{ ref('int_delays_in_words') }}
    where delay_status = 'delayed'
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(chain_slip_days as integer) as days,
    'Delay of '
    || case
        when is_carried
            then
                'at least ' || {{ counted('chain_slip_days', 'day', 'days') }}
                || coalesce(', through the delay of ' || cause_en, '')
        when slip_months >= 1 then {{ counted('slip_months', 'month', 'months') }}
        else {{ counted('slip_days', 'day', 'days') }}
    end
    || case
        when is_carried then ''
        else
            coalesce(', from ' || baseline_end_date || ' to ' || forecast_end_date, '')
            || case
                when previous_end_date not in (forecast_end_date, coalesce(baseline_end_date, forecast_end_date))
                    then ', stated before as ' || previous_end_date
                else ''
            end
    end || ': ' || service_name as message_en,
    'Vertraging van '
    || case
        when is_carried
            then
                'minstens ' || {{ counted('chain_slip_days', 'dag', 'dagen') }}
                || coalesce(', door de vertraging van ' || cause_nl, '')
        when slip_months >= 1 then {{ counted('slip_months', 'maand', 'maanden') }}
        else {{ counted('slip_days', 'dag', 'dagen') }}
    end
    || case
        when is_carried then ''
        else
            coalesce(', van ' || baseline_end_date || ' naar ' || forecast_end_date, '')
            || case
                when previous_end_date not in (forecast_end_date, coalesce(baseline_end_date, forecast_end_date))
                    then ', daarvoor ' || previous_end_date
                else ''
            end
    end || ': ' || service_name_nl as message_nl,
    'By ' || case
        when is_carried then 'what it waits for: ' || critical_path
        when slip_basis = 'end_dates' then 'its end dates'
        when slip_basis = 'start_dates' then 'its start dates'
        else 'what the source states'
    end
    || case
        when is_carried then ''
        else
            coalesce('; caused by ' || cause_en, '')
            || case
                when is_driven
                    then
                        '; the chain of delays carries ' || {{ counted('chain_slip_days', 'day', 'days') }}
                        || ' to it: ' || critical_path
                else ''
            end
    end
    || case
        when migrations_unknown > 0
            then
                '; of ' || {{ counted('migrations_unknown', 'other migration', 'other migrations') }}
                || ' the delay is not known'
        else ''
    end as evidence,
    'Volgens ' || case
        when is_carried then 'datgene waarop het wacht: ' || critical_path
        when slip_basis = 'end_dates' then 'de einddatums'
        when slip_basis = 'start_dates' then 'de begindatums'
        else 'wat de bron stelt'
    end
    || case
        when is_carried then ''
        else
            coalesce('; veroorzaakt door ' || cause_nl, '')
            || case
                when is_driven
                    then
                        '; de keten van vertraging geeft ' || {{ counted('chain_slip_days', 'dag', 'dagen') }}
                        || ' door: ' || critical_path
                else ''
            end
    end
    || case
        when migrations_unknown > 0
            then
                '; van ' || {{ counted('migrations_unknown', 'andere migratie', 'andere migraties') }}
                || ' is de vertraging niet bekend'
        else ''
    end as evidence_nl
from delays
