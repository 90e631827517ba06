-- The parts, cut once more where a running sum passes a maximum or the border of a changed value. The pieces of a
-- part add up to it to the cent, in proportion to their net amounts.
with pieces as (
    select
        parts.*,
        coalesce(cuts.piece_no, 1) as piece_no,
        coalesce(cuts.line_piece_no, parts.part_no) as line_piece_no,
        coalesce(cuts.net_from, 0) as net_from,
        coalesce(cuts.net_to, cast(abs(parts.amount_net) as decimal(18, 2))) as net_to,
        cuts.line_id is not null as is_of_a_cut_line,
        coalesce(cuts.is_uncut, true) as is_uncut
    from {{ ref('int_spend_parts') }} as parts
    left join {{ ref('int_spend_cuts') }} as cuts
        on
            parts.publication_id = cuts.publication_id
            and parts.line_id = cuts.line_id
            and parts.part_no = cuts.part_no
)

select
    publication_id,
    line_id,
    part_no,
    {{ columns_of_parts('pieces') }},
    piece_no,
    line_piece_no,
    net_from,
    net_to,
    case
        when is_uncut then amount_gross
        else {{ amount_between('amount_gross', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }}
    end as amount_gross,
    case
        when is_uncut then amount_net else cast(sign(amount_net) * (net_to - net_from) as decimal(18, 2))
    end as amount_net,
    case
        when is_uncut then rounding_unit
        else {{ amount_between('rounding_unit', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }}
    end as rounding_unit,
    is_whole and not is_of_a_cut_line as is_whole
from pieces
