"""Who acts. On one machine there is one user, and the genesis files act through builds."""

from dataclasses import dataclass

LOCAL = "local"
GENESIS = "genesis"
PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for a change; `name` is what events carry.

    An `admin` may also change what is protected.
    """

    name: str
    admin: bool = False


LOCAL_USER = Actor(LOCAL, admin=True)
"""The one user of a machine of their own."""
