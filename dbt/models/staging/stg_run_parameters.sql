select as_of_date
from {{ source('raw', 'run_parameters') }}
