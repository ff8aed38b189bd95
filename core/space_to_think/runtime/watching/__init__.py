"""For whoever runs it: how it stands, as a page, as metrics, and as findings with their cures.

Nothing here knows what anybody said, who took part or which agency it was.
"""
