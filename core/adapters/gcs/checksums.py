"""The checksum that Cloud Storage keeps of every object."""

import base64

import google_crc32c


def crc32c(content: bytes) -> str:
    """CRC32C as the store gives it: big-endian, in base64."""
    return base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()
