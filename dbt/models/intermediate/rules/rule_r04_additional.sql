-- R4: additional works, services or supplies, up to and including the share that the law allows per change.
{{ change_up_to_share('R4', 'additional') }}
