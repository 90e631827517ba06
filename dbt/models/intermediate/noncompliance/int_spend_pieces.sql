-- The parts, cut once more where a running sum passes a maximum or the border of a changed value. The pieces of a
-- part add up to it to the cent, in proportion to their net amounts.
with parts as (
    select * from {{ ref('int_spend_parts') }}
),

tracks as (
    select * from {{ ref('int_spend_tracks') }}
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
    select
        tracks.publication_id,
        tracks.line_id,
        tracks.part_no,
        list_sort(list_distinct(list(
            cast(abs(limits.limit_net - tracks.sum_before_net) as decimal(18, 2))
        ))) as inner_cuts
    from tracks
    inner join limits
        on
            tracks.publication_id = limits.publication_id
            and tracks.track_kind = limits.track_kind
            and tracks.track_id = limits.track_id
            and least(tracks.sum_before_net, tracks.sum_after_net) < limits.limit_net
            and greatest(tracks.sum_before_net, tracks.sum_after_net) > limits.limit_net
    group by tracks.publication_id, tracks.line_id, tracks.part_no
),

cut as (
    select
        parts.*,
        list_concat(
            [cast(0 as decimal(18, 2))], cuts.inner_cuts, [cast(abs(parts.amount_net) as decimal(18, 2))]
        ) as all_cuts
    from parts
    inner join cuts
        on
            parts.publication_id = cuts.publication_id
            and parts.line_id = cuts.line_id
            and parts.part_no = cuts.part_no
),

numbered as (
    select
        * exclude (all_cuts),
        unnest(generate_series(1, len(all_cuts) - 1)) as piece_no,
        all_cuts
    from cut
),

pieces as (
    select
        * exclude (piece_no, all_cuts),
        cast(piece_no as integer) as piece_no,
        all_cuts[piece_no] as net_from,
        all_cuts[piece_no + 1] as net_to
    from numbered
)

select
    parts.*,
    cast(1 as integer) as piece_no,
    cast(0 as decimal(18, 2)) as net_from,
    cast(abs(parts.amount_net) as decimal(18, 2)) as net_to
from parts
anti join cuts
    on
        parts.publication_id = cuts.publication_id
        and parts.line_id = cuts.line_id
        and parts.part_no = cuts.part_no
union all by name
select
    * exclude (amount_gross, amount_net, rounding_unit),
    {{ amount_between('amount_gross', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }} as amount_gross,
    {{ amount_between('rounding_unit', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }}
        as rounding_unit,
    cast(sign(amount_net) * (net_to - net_from) as decimal(18, 2)) as amount_net
from pieces
