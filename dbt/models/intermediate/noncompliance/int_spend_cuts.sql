-- The pieces of each line of which a part is cut, where a running sum passes a maximum or the border of a changed
-- value: from which net amount of the part to which. All other parts are one piece.
with parts as (
    select
        publication_id,
        line_id,
        part_no,
        amount_net
    from {{ ref('int_spend_parts') }}
),

tracks as (
    select * from {{ ref('int_spend_running_sums') }}
    where is_known
),

limits as (
    select
        publication_id,
        'framework' as track_kind,
        contract_id as track_id,
        maximum_value_net as limit_net
    from {{ ref('known_contracts') }}
    where contract_type = 'framework' and maximum_value_net is not null
    union all
    select
        publication_id,
        'value' as track_kind,
        contract_id as track_id,
        unnest([band_low_net, band_high_net]) as limit_net
    from {{ ref('int_value_bands') }}
),

cuts as (
    select distinct
        tracks.publication_id,
        tracks.line_id,
        tracks.part_no,
        cast(abs(limits.limit_net - tracks.sum_before_net) as decimal(18, 2)) as net_from
    from tracks
    inner join limits
        on
            tracks.publication_id = limits.publication_id
            and tracks.track_kind = limits.track_kind
            and tracks.track_id = limits.track_id
            and least(tracks.sum_before_net, tracks.sum_after_net) < limits.limit_net
            and greatest(tracks.sum_before_net, tracks.sum_after_net) > limits.limit_net
),

-- Of a line of which one part is cut, the pieces are counted through.
cut_lines as (
    select distinct
        publication_id,
        line_id
    from cuts
),

cut_parts as (
    select parts.*
    from parts
    inner join cut_lines
        on parts.publication_id = cut_lines.publication_id and parts.line_id = cut_lines.line_id
),

starts as (
    select
        publication_id,
        line_id,
        part_no,
        net_from
    from cuts
    -- Not `union all`: Spark's optimizer fails on one under a window where both sides read the same rows.
    union
    select
        publication_id,
        line_id,
        part_no,
        cast(0 as decimal(18, 2)) as net_from
    from cut_parts
),

numbered as (
    select
        *,
        cast(row_number() over of_the_part as integer) as piece_no,
        cast(row_number() over (partition by publication_id, line_id order by part_no, net_from) as integer)
            as line_piece_no,
        lead(net_from) over of_the_part as next_from
    from starts
    window of_the_part as (partition by publication_id, line_id, part_no order by net_from)
)

select
    numbered.publication_id,
    numbered.line_id,
    numbered.part_no,
    numbered.piece_no,
    numbered.line_piece_no,
    numbered.net_from,
    coalesce(numbered.next_from, cast(abs(cut_parts.amount_net) as decimal(18, 2))) as net_to,
    numbered.piece_no = 1 and numbered.next_from is null as is_uncut
from numbered
inner join cut_parts
    on
        numbered.publication_id = cut_parts.publication_id
        and numbered.line_id = cut_parts.line_id
        and numbered.part_no = cut_parts.part_no
