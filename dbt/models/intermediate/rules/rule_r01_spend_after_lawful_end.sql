-- R1: no spend for days after the lawful end: the base term, its valid options, and what lawful changes added.
with parts as (
    select * from {{ ref('int_spend_parts') }}
    where is_contract_on_file
),

terms as (
    select * from {{ ref('int_contract_terms') }}
),

per_line as (
    select
        parts.publication_id,
        parts.line_id,
        any_value(parts.contract_id) as contract_id,
        bool_or(terms.term_status = 'after') as is_after,
        bool_or(terms.term_status = 'not_testable') as is_uncertain,
        bool_or(terms.term_status = 'unknown') as is_unknown,
        bool_or(terms.term_status = 'below_threshold') as is_below_threshold,
        arg_max(terms.evidence, parts.part_no) as evidence
    from parts
    inner join terms
        on
            parts.publication_id = terms.publication_id
            and parts.contract_id = terms.contract_id
            and {{ holds_on('terms', 'parts.part_start') }}
    group by parts.publication_id, parts.line_id
)

select
    publication_id,
    'line' as subject_type,
    line_id as subject_id,
    case
        when is_after then 'fail'
        when is_unknown or is_uncertain then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when is_after then 'Days after the lawful end'
        when is_unknown then 'No base term and no latest lawful end on file'
        when is_uncertain then 'Days that rest on an amendment that can''t be tested'
        when is_below_threshold then 'Days without a lawful term, of a contract below the threshold'
        else 'Within the lawful term'
    end as reason,
    evidence
from per_line
