"""From the results of the earlier stages to the values and clauses of a contract."""
