{# How far a running sum comes with a piece of a part, from where it stood before the part: to the far side of the piece.
   A credit runs back, so its far side is where the piece begins. #}
{% macro net_to_far_side(track, cut) -%}
    case
        when {{ track }}.amount_net < 0 then -coalesce({{ cut }}.net_from, 0)
        else coalesce({{ cut }}.net_to, {{ track }}.amount_net)
    end
{%- endmacro %}
