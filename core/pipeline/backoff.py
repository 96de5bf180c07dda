"""How long to wait before something that failed is tried again."""

BASE_SECONDS = 1.0
CAP_SECONDS = 60.0


def backoff(attempt: int, draw: float) -> float:
    """Seconds to wait after failed attempt number `attempt`, 1 being the first.

    Doubles each time up to a minute. `draw`, from 0 to 1, spreads it over the upper half, so that
    what failed together does not come back together.
    """
    doubled = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** (min(attempt, 16) - 1))
    return doubled * (0.5 + draw / 2)
