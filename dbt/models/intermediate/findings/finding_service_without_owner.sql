-- A service or programme for which the register names no owner.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    'No owner is stated for ' || service_name as message_en,
    'Voor ' || service_name || ' is geen eigenaar vermeld' as message_nl,
    source_file || ', line ' || source_line as evidence
from {{ ref('known_services') }}
where service_kind in ('service', 'programme') and coalesce(trim(owner), '') = ''
