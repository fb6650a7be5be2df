"""Luck: the named streams of `rulebook.luck`, compiled, with the same bits.

Philox with ten rounds on four words (Salmon et al. 2011) and NumPy's ziggurat (Marsaglia and
Tsang 2000) over the tables that NumPy uses. A test holds the draws to NumPy's own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
MULTIPLY_A, MULTIPLY_B = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
WEYL_A, WEYL_B = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
ONE, EIGHT, NINE, ELEVEN = np.uint64(1), np.uint64(8), np.uint64(9), np.uint64(11)
BYTE = np.uint64(0xFF)
MANTISSA = np.uint64(0x000FFFFFFFFFFFFF)
STEP_OF_UNIT = 1.0 / 9007199254740992.0


def multiply_high(a: Any, b: Any) -> Any:
    """Upper word of the product of two words."""
    a_low, a_high, b_low, b_high = a & LOW, a >> HALF, b & LOW, b >> HALF
    low, cross, other = a_low * b_low, a_low * b_high, a_high * b_low
    middle = (low >> HALF) + (cross & LOW) + (other & LOW)
    return a_high * b_high + (cross >> HALF) + (other >> HALF) + (middle >> HALF)


def fill_words(key_a: Any, key_b: Any, first: int, words: Words) -> None:
    """Fill with the words of a stream from its block `first` on; a block has four."""
    for block in range(words.shape[0] // 4):
        a, b, c, d = np.uint64(first + block), np.uint64(0), np.uint64(0), np.uint64(0)
        round_a, round_b = key_a, key_b
        for turn in range(10):
            if turn > 0:
                round_a, round_b = round_a + WEYL_A, round_b + WEYL_B
            high_a, low_a = multiply_high(MULTIPLY_A, a), MULTIPLY_A * a
            high_b, low_b = multiply_high(MULTIPLY_B, c), MULTIPLY_B * c
            a, b, c, d = high_b ^ b ^ round_a, low_b, high_a ^ d ^ round_b, low_a
        at = 4 * block
        words[at], words[at + 1], words[at + 2], words[at + 3] = a, b, c, d


def next_word(fate: Any, key: Any, stream: Any) -> Any:
    """The next word of the stream that is being read."""
    if fate.word_at == fate.words.shape[0]:
        fill_words(key, stream, fate.word_block, fate.words)
        fate.word_block += fate.words.shape[0] // 4
        fate.word_at = 0
    fate.word_at += 1
    return fate.words[fate.word_at - 1]


def begin(fate: Any) -> None:
    """Begin to read a stream from its first word."""
    fate.word_block, fate.word_at = 1, fate.words.shape[0]


def fill_uniforms(
    fate: Any, key: Any, stream: Any, table: Any, column: int, count: int
) -> None:
    """Fill a column of a table with a stream's draws from [0, 1), a row for each month."""
    begin(fate)
    for t in range(count):
        table[t, column] = float(next_word(fate, key, stream) >> ELEVEN) * STEP_OF_UNIT


def fill_normals(
    fate: Any, key: Any, stream: Any, table: Any, column: int, count: int, every: int
) -> None:
    """Fill a column of a table with a stream's standard normal draws, of every so many months."""
    begin(fate)
    keep, scale = fate.zig_keep, fate.zig_scale
    row = wait = 0
    for _ in range(count):
        word = next_word(fate, key, stream)
        strip, size = np.int64(word & BYTE), (word >> NINE) & MANTISSA
        sign = 1.0 - 2.0 * float((word >> EIGHT) & ONE)
        draw = sign * (float(size) * scale[strip])
        if size >= keep[strip]:
            draw = _beyond(fate, key, stream, word, draw)
        if wait == 0:
            table[row, column] = draw
            row, wait = row + 1, every
        wait -= 1


def normal(fate: Any, key: Any, stream: Any) -> float:
    """The next standard normal draw of the stream that is being read."""
    word = next_word(fate, key, stream)
    strip, size = np.int64(word & BYTE), (word >> NINE) & MANTISSA
    draw = (1.0 - 2.0 * float((word >> EIGHT) & ONE)) * (float(size) * fate.zig_scale[strip])
    return draw if size < fate.zig_keep[strip] else _beyond(fate, key, stream, word, draw)


def _beyond(fate: Any, key: Any, stream: Any, word: Any, draw: float) -> float:
    """The draw that a word gives which does not lie wholly within its strip of the ziggurat."""
    height = fate.zig_height
    while True:
        strip, size = np.int64(word & BYTE), (word >> NINE) & MANTISSA
        if strip == 0:
            return _tail(fate, key, stream, (size >> EIGHT) & ONE)
        drop = height[strip - 1] - height[strip]
        unit = float(next_word(fate, key, stream) >> ELEVEN) * STEP_OF_UNIT
        if drop * unit + height[strip] < math.exp(-0.5 * draw * draw):
            return draw
        word = next_word(fate, key, stream)
        strip, size = np.int64(word & BYTE), (word >> NINE) & MANTISSA
        draw = (1.0 - 2.0 * float((word >> EIGHT) & ONE)) * (float(size) * fate.zig_scale[strip])
        if size < fate.zig_keep[strip]:
            return draw


def _tail(fate: Any, key: Any, stream: Any, below: Any) -> float:
    """A draw beyond the last strip of the ziggurat."""
    while True:
        unit = float(next_word(fate, key, stream) >> ELEVEN) * STEP_OF_UNIT
        beyond = -fate.zig_inverse * math.log1p(-unit)
        unit = float(next_word(fate, key, stream) >> ELEVEN) * STEP_OF_UNIT
        room = -math.log1p(-unit)
        if room + room > beyond * beyond:
            return -(fate.zig_edge + beyond) if below else fate.zig_edge + beyond
