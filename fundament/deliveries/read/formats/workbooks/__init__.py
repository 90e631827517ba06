"""What a reader of values does not tell of a sheet: errors, formulas without a value, merged cells, percentages.

One module per format of a workbook, each with a parser of that format.
"""
