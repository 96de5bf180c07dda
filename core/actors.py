"""Who acts. On one machine there is one user, and the genesis files act through builds."""

LOCAL = "local"
GENESIS = "genesis"
PIPELINE = "pipeline"
