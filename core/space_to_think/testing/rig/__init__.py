"""The real service under fire: killed at random points, against a platform in a process of its own that remembers.

`Rig` puts it together; `Ledger` is what the platform remembers, `Group` what people do, `verify` what must hold.
"""
