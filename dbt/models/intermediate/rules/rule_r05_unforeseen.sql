-- R5: unforeseen circumstances, up to and including 50 % of the original value per change.
{{ change_up_to_half('unforeseen') }}
