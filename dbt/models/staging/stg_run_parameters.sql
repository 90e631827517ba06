select
    as_of_date,
    states_kept
from {{ source('raw', 'run_parameters') }}
