"""What people type at the work door, turned into typed values and checked as far as one screen can.

A form here ends in `arguments()`: the keyword arguments of the one action that its view calls.
"""
