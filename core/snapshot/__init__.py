"""Snapshots of the catalogue. Arithmetic here runs in the thread that asks for it.

A search multiplies for some ten microseconds; helper threads of the linear algebra library that
wait for one another would cost it milliseconds whenever the cores are busy with other requests.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
