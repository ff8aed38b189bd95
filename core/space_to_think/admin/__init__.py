"""How an agency is administered: one table of words, for chat and for the command line. Pure.

`take(office, given)` says what an admin's words come to: something to show, a form, a yes to ask for, changes, or why
not. Whoever may not gets one and the same refusal, whatever they asked for.
"""

from space_to_think.admin.table import ADMIN, take
from space_to_think.admin.values import Changed, Confirm, Given, Health, Office, Outcome, Records

__all__ = ["ADMIN", "Changed", "Confirm", "Given", "Health", "Office", "Outcome", "Records", "take"]
