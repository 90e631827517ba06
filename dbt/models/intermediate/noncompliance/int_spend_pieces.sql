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
    pieces.publication_id,
    pieces.line_id,
    pieces.part_no,
    {{ columns_of_parts('pieces') }},
    pieces.piece_no,
    pieces.line_piece_no,
    pieces.net_from,
    pieces.net_to,
    case
        when pieces.is_uncut then pieces.amount_gross
        else {{ amount_between(
            'pieces.amount_gross', cents('pieces.net_from'), cents('pieces.net_to'), cents('abs(pieces.amount_net)')
        ) }}
    end as amount_gross,
    case
        when pieces.is_uncut then pieces.amount_net
        else cast(sign(pieces.amount_net) * (pieces.net_to - pieces.net_from) as decimal(18, 2))
    end as amount_net,
    case
        when pieces.is_uncut then pieces.rounding_unit
        else {{ amount_between(
            'pieces.rounding_unit', cents('pieces.net_from'), cents('pieces.net_to'), cents('abs(pieces.amount_net)')
        ) }}
    end as rounding_unit,
    pieces.is_whole and not pieces.is_of_a_cut_line as is_whole
from pieces
