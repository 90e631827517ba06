-- What each amendment comes to under the rule of its ground, and the class of the euros that rest on it.
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
),

verdicts as (
    {% for rule_id, rule in [
        ('R2', 'rule_r02_review_clause'), ('R3', 'rule_r03_de_minimis'), ('R4', 'rule_r04_additional'),
        ('R5', 'rule_r05_unforeseen'), ('R6', 'rule_r06_change_of_contractor'), ('R7', 'rule_r07_substantial_change')
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ rule_id }}' as rule_id,
        *
    from {{ ref(rule) }}
    {% endfor %}
)

select
    amendments.publication_id,
    amendments.amendment_id,
    amendments.contract_id,
    amendments.amendment_date,
    amendments.modification_ground,
    amendments.value_delta_net,
    amendments.new_end_date,
    verdicts.rule_id,
    verdicts.verdict,
    verdicts.reason,
    'Amendment ' || amendments.amendment_id || ' (' || verdicts.rule_id || '): ' || lower(verdicts.reason[1])
    || verdicts.reason[2:] || '. ' || verdicts.evidence as evidence,
    case verdicts.verdict
        when 'fail' then 'unlawful_extension'
        when 'not_testable' then 'uncertain_not_testable'
        else
            case amendments.modification_ground
                when 'review_clause' then 'lawful_review_clause'
                when 'additional' then 'lawful_additional'
                when 'unforeseen' then 'lawful_additional'
                when 'successor' then 'lawful'
                else 'lawful_de_minimis'
            end
    end as amendment_class
from amendments
inner join verdicts
    on amendments.publication_id = verdicts.publication_id and amendments.amendment_id = verdicts.subject_id
