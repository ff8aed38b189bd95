# What points to one child or family.

no-names-sentence = Warns people in private when what they write seems to hold a number, an address or a date of birth.
no-names-reads = What its people write, for a moment. It keeps none of it and tells nobody else.

no-names-what = { $what ->
    [nhs] an NHS number
    [upn] a pupil number
    [nino] a National Insurance number
    [phone] a phone number
    [email] an e-mail address
    [postcode] a postcode
   *[birth] a date of birth
}
no-names-refused = This seems to hold { no-names-what }. So I have not kept it. Please say it again without, so that nobody
    can tell which child is meant. If I got it wrong, put “anyway” in front of your words. I cannot catch all of these, and I do not look for
    names.
no-names-posted = What you wrote to the group seems to hold { no-names-what }. All who read there can see it. If you can,
    please delete it and say it again without. I have not kept it. I cannot catch all of these, and I do not look for
    names.
