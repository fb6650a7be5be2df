"""The ensemble: the same rules as the railway's, compiled, over many replicates.

Each room here does what the room of the same name in `model` does, on records of numbers instead
of objects, and calls the same scalar rules of `rulebook`. Nothing here needs numba to be imported.
"""
