"""The inner sum as fused kernels: compiled once, kept on disk, optional everywhere.

Without a compiler, or before it has finished, the same sum runs operation by
operation; the results agree to float32 rounding.
"""
