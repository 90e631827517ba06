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

-- Of a line of which one part is cut, the pieces are counted through.
cut_lines as (
    select distinct
        publication_id,
        line_id
    from cuts
),

cut as (
    select
        parts.*,
        list_concat(
            list_concat([cast(0 as decimal(18, 2))], coalesce(cuts.inner_cuts, [])),
            [cast(abs(parts.amount_net) as decimal(18, 2))]
        ) as all_cuts
    from parts
    inner join cut_lines
        on parts.publication_id = cut_lines.publication_id and parts.line_id = cut_lines.line_id
    left join cuts
        on
            parts.publication_id = cuts.publication_id
            and parts.line_id = cuts.line_id
            and parts.part_no = cuts.part_no
),

numbered as (
    select
        *,
        unnest(generate_series(1, len(all_cuts) - 1)) as place_no
    from cut
),

pieces as (
    select
        *,
        cast(place_no as integer) as piece_no,
        cast(row_number() over (partition by publication_id, line_id order by part_no, place_no) as integer)
            as line_piece_no,
        all_cuts[place_no] as net_from,
        all_cuts[place_no + 1] as net_to
    from numbered
)

{% set of_the_part = [
    'publication_id', 'line_id', 'part_no', 'contract_id', 'supplier_key', 'supplier_id', 'supplier_name', 'scenario_id',
    'service_id', 'ending_contract_id', 'measure_type', 'cost_type', 'description', 'recognition_basis', 'is_contract_on_file',
    'is_counted', 'year', 'part_start', 'part_end', 'is_after_contract_end', 'delivery_id', 'source_file',
    'source_line', 'citation'
] %}

select
    {% for column in of_the_part %}
    parts.{{ column }},
    {% endfor %}
    cast(1 as integer) as piece_no,
    parts.part_no as line_piece_no,
    cast(0 as decimal(18, 2)) as net_from,
    cast(abs(parts.amount_net) as decimal(18, 2)) as net_to,
    parts.amount_gross,
    parts.amount_net,
    parts.rounding_unit,
    parts.is_whole
from parts
anti join cut_lines on parts.publication_id = cut_lines.publication_id and parts.line_id = cut_lines.line_id
union all
select
    {% for column in of_the_part %}
    {{ column }},
    {% endfor %}
    piece_no,
    line_piece_no,
    net_from,
    net_to,
    case
        when len(all_cuts) = 2 then amount_gross
        else {{ amount_between('amount_gross', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }}
    end as amount_gross,
    case
        when len(all_cuts) = 2 then amount_net else cast(sign(amount_net) * (net_to - net_from) as decimal(18, 2))
    end as amount_net,
    case
        when len(all_cuts) = 2 then rounding_unit
        else {{ amount_between('rounding_unit', cents('net_from'), cents('net_to'), cents('abs(amount_net)')) }}
    end as rounding_unit,
    false as is_whole
from pieces
