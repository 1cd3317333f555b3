"""distinct counted a second time, from the description of its digest in model/digest.h."""

import math

MASK = (1 << 64) - 1
EXACT_MAX = 256
REGISTERS = 4096
STANDARD_ERROR = 1.04 / math.sqrt(REGISTERS)


def stirred(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ x >> 30) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
    return x ^ x >> 31


def text_hash(text):
    data = text.encode()
    value = stirred(len(data))
    for at in range(0, len(data), 8):
        value = stirred(value ^ int.from_bytes(data[at:at + 8], "little"))
    return value


def sigma(x):
    if x == 1:
        return math.inf
    y, total, before = 1, x, None
    while total != before:
        x, before = x * x, total
        total += x * y
        y += y
    return total


def count_distinct(values):
    """Of a set of texts."""
    if len(values) <= EXACT_MAX:
        return len(values)
    registers = [0] * REGISTERS
    for value in map(text_hash, values):
        rank = 52 - (value >> 12).bit_length() + 1
        registers[value % REGISTERS] = max(registers[value % REGISTERS], rank)
    assert max(registers) < 53  # so that Ertl's tau is of 1, which is 0
    z = 0.0
    for rank in range(52, 0, -1):
        z = (z + registers.count(rank)) / 2
    z += REGISTERS * sigma(registers.count(0) / REGISTERS)
    return max(EXACT_MAX + 1, round(REGISTERS * REGISTERS / (2 * math.log(2) * z)))
