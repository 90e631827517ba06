-- R11: no contract on file, or the line names none: an uncertainty, not an error. See reference table line_verdicts.
select
    *,
    case
        when contract_id is null then 1
        when not is_contract_on_file then 2
        else 3
    end as r11_verdict_no
from {{ ref('int_spend_pieces') }}
