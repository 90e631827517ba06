-- The band of its contract's value in which each piece of spend lies, by its far side on the running sum. From where
-- the sum is not known every band may be the one.
with ranks as (
    {{ class_ranks() }}
),

bands as (
    select
        bands.*,
        ranks.class_rank
    from {{ ref('int_value_bands') }} as bands
    left join ranks on bands.band_class = ranks.lawfulness_class and ranks.ground = 'band'
),

unknown_bands as (
    select
        changed.*,
        ranks.class_rank
    from (
        select
            publication_id,
            contract_id,
            case
                when bool_or(band_class != 'beyond_agreed_value') then 'uncertain_not_testable'
                else 'beyond_agreed_value'
            end as band_class,
            min(rule_id) as rule_id
        from bands
        group by publication_id, contract_id
    ) as changed
    left join ranks on changed.band_class = ranks.lawfulness_class and ranks.ground = 'band'
),

-- Pieces of parts that stand on a running sum.
tracks as (
    select
        tracks.*,
        coalesce(cuts.piece_no, 1) as piece_no,
        tracks.sum_before_net + {{ net_to_far_side('tracks', 'cuts') }} as far_side_net
    from {{ ref('int_spend_running_sums') }} as tracks
    left join {{ ref('int_spend_cuts') }} as cuts
        on
            tracks.publication_id = cuts.publication_id
            and tracks.line_id = cuts.line_id
            and tracks.part_no = cuts.part_no
    where tracks.track_kind = 'value'
)

select
    tracks.publication_id,
    tracks.line_id,
    tracks.part_no,
    tracks.piece_no,
    coalesce(bands.band_class, unknown_bands.band_class) as band_class,
    coalesce(bands.rule_id, unknown_bands.rule_id) as rule_id,
    coalesce(bands.class_rank, unknown_bands.class_rank) as class_rank,
    coalesce(bands.evidence_key, 'unknown') as evidence_key
from tracks
left join bands
    on
        tracks.publication_id = bands.publication_id
        and case when tracks.is_known then tracks.track_id end = bands.contract_id
        and tracks.far_side_net > bands.band_low_net
        and tracks.far_side_net <= bands.band_high_net
left join unknown_bands
    on
        tracks.publication_id = unknown_bands.publication_id
        and case when not tracks.is_known then tracks.track_id end = unknown_bands.contract_id
where bands.contract_id is not null or unknown_bands.contract_id is not null
