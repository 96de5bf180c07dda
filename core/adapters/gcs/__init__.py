"""Log, blobs, snapshots, artifacts, marks and uploads in Cloud Storage.

    client.py     the client, made once
    patience.py   how long a call may take, and what is tried again
    faults.py     every foreign exception, as one of ours with a remedy
    bucket.py     the few operations on objects that the stores are made of
    ahead.py      many reads under way at once, their results in order

One name is written once: the log, blobs, parts, manifests, marks and artifacts never rewrite what
is there. Only the pointer `snapshots/current` is moved, under a precondition on its generation, so
the limit of one write a second to a name is never met.
"""
