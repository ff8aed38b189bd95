# What stands where something is missing, and what joins things together.

for-you = Here is something for you.
gone = What was written here is no longer kept.
gap = …
agency-other = another agency
bar-until = Open { $until }.
bar-over = The time for this is over.
field-optional = You can leave this empty.

list-none = nobody
list-two = { $first } and { $last }
list-more = { $first }, { $rest }
somebody = somebody
role-facilitator = the facilitator
role-presenter = the Case Presenter
role-consultant = a colleague

# Documents
document-quote = { $name }:
# How hard the whole of a note is to read, what its author wrote among it.
document-index = How hard this is to read: level { $level }. Level 6 or less is best: most children of eleven can read that.
