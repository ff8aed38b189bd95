# How times are said. A text whose id ends in "pattern" is no text but a picture of a date, in the letters of Unicode
# (https://www.unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table).

time-hour-pattern = h a
time-minute-pattern = h:mm a
time-exact-pattern = HH:mm
time-day-pattern = EEEE
time-date-pattern = EEEE d MMMM
time-date-year-pattern = EEEE d MMMM y

# A live session, later today: "until about 10:42".
time-until-about = until about { $time }

# "until 5 pm today"
time-until-today = until { $time } today

# Within the next six days: "until Thursday 5 pm".
time-until-day = until { $day } { $time }

# "until Thursday 12 June, 5 pm"
time-until-date = until { $date }, { $time }

time-none = no time
time-moment = less than a minute
time-about = about { $span }
time-minutes = { $number ->
    [one] { $number } minute
   *[other] { $number } minutes
}
time-hours = { $number ->
    [one] { $number } hour
   *[other] { $number } hours
}
time-days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}
time-working-hours = { $number ->
    [one] { $number } working hour
   *[other] { $number } working hours
}
time-working-days = { $number ->
    [one] { $number } working day
   *[other] { $number } working days
}
