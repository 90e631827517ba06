-- A delay of known length.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(coalesce(slip_days, 30 * slip_months) as integer) as days,
    'Delay of '
    || case
        when slip_months >= 1 then {{ counted('slip_months', 'month', 'months') }}
        else {{ counted('slip_days', 'day', 'days') }}
    end
    || coalesce(', from ' || baseline_end_date || ' to ' || forecast_end_date, '')
    || case
        when previous_end_date not in (forecast_end_date, coalesce(baseline_end_date, forecast_end_date))
            then ', stated before as ' || previous_end_date
        else ''
    end
    || ': ' || service_name
        as message_en,
    'Vertraging van '
    || case
        when slip_months >= 1 then {{ counted('slip_months', 'maand', 'maanden') }}
        else {{ counted('slip_days', 'dag', 'dagen') }}
    end
    || coalesce(', van ' || baseline_end_date || ' naar ' || forecast_end_date, '')
    || case
        when previous_end_date not in (forecast_end_date, coalesce(baseline_end_date, forecast_end_date))
            then ', daarvoor ' || previous_end_date
        else ''
    end
    || ': ' || service_name_nl
        as message_nl,
    'By ' || case slip_basis
        when 'end_dates' then 'its end dates'
        when 'start_dates' then 'its start dates'
        else 'what the source states'
    end || coalesce('; caused by ' || cause_en, '')
    || case
        when migrations_unknown > 0
            then
                '; of ' || {{ counted('migrations_unknown', 'other migration', 'other migrations') }}
                || ' the delay is not known'
        else ''
    end as evidence,
    'Volgens ' || case slip_basis
        when 'end_dates' then 'de einddatums'
        when 'start_dates' then 'de begindatums'
        else 'wat de bron stelt'
    end || coalesce('; veroorzaakt door ' || cause_nl, '')
    || case
        when migrations_unknown > 0
            then
                '; van ' || {{ counted('migrations_unknown', 'andere migratie', 'andere migraties') }}
                || ' is de vertraging niet bekend'
        else ''
    end as evidence_nl
from {{ ref('int_delays_in_words') }}
where delay_status = 'delayed'
