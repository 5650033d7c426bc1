"""The loops of three experiments in plain Python: numbers in lists, one element at a time.

They do what the compiled contenders of src/experiments/measured/ do, on the same inputs: small whole numbers,
so that no sum rounds and every contender, in whatever language, ends at the same checksum.
"""

import struct
import sys


def integers(n, period):
    """The numbers 0..period-1 again and again, less half a period; each an object of its own."""
    return [float(i % period - period // 2) for i in range(n)]


def varied(turn):
    """The input that differs from pass to pass: a whole number from -2 to 2."""
    return float(turn % 5 - 2)


class Interpreter:
    """out[i] = x[i] * w + y[i], by index, as the stack machine of the experiment goes through it."""

    flops = 2

    def __init__(self, n):
        self.x = integers(n, 7)
        self.y = integers(n, 5)
        self.out = integers(n, 1)

    # [show: interpreter]
    @staticmethod
    def loop(out, x, y, w):
        for i in range(len(out)):
            out[i] = x[i] * w + y[i]
    # [end]

    def work(self, turn):
        self.loop(self.out, self.x, self.y, varied(turn))
        return self.out[0] + self.out[turn % len(self.out)]


class Multiply:
    """out[i] = a[i] * b[i], in the way that Python does it fastest without a library."""

    flops = 1

    def __init__(self, n):
        self.a = integers(n, 7)
        self.b = integers(n, 5)

    # [show: multiply]
    @staticmethod
    def loop(a, b):
        return [x * y for x, y in zip(a, b)]
    # [end]

    def work(self, turn):
        self.a[0] = varied(turn)
        out = self.loop(self.a, self.b)
        return out[0] + out[turn % len(out)]


class Gradient:
    """The mean of (predicted - y) * x, as in fitting a line."""

    flops = 3

    def __init__(self, n):
        self.predicted = integers(n, 7)
        self.y = integers(n, 5)
        self.x = integers(n, 3)

    # [show: gradient]
    @staticmethod
    def loop(predicted, y, x):
        total = 0.0
        for guess, target, factor in zip(predicted, y, x):
            total += (guess - target) * factor
        return total / len(x)
    # [end]

    def work(self, turn):
        self.predicted[0] = varied(turn)
        return self.loop(self.predicted, self.y, self.x)


LOOPS = {"interpreter": Interpreter, "multiply": Multiply, "gradient": Gradient}

# What an element of a list of floats takes: a pointer, and the object that it points to.
ELEMENT_BYTES = struct.calcsize("P") + sys.getsizeof(0.0)


def run(loop, repetitions):
    """Does the work so many times; returns the sum of the checksums."""
    checksum = 0.0
    for turn in range(repetitions):
        checksum += loop.work(turn)
    return checksum
