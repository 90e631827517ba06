with links as (
    select * from {{ ref('int_delay_links') }}
),

slips as (
    select * from {{ ref('int_chain_slips') }}
)

select
    links.publication_id,
    links.from_id,
    links.to_id,
    links.link_type,
    cast(links.lag_days as integer) as lag_days,
    cast(links.float_days as integer) as float_days,
    cast(slips.chain_slip_days as integer) as from_chain_slip_days
from links
inner join slips on links.publication_id = slips.publication_id and links.from_id = slips.subject_id
