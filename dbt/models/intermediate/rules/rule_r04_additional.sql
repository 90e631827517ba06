-- R4: additional works, services or supplies, up to and including 50 % of the original value per change.
{{ change_up_to_half('additional') }}
