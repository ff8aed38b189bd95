# Roles that go round.

rotation-sentence = Shows who in this same group has guided or presented before, so that roles can go round.
rotation-keeps = Who guided and who presented, by day, for a year. It is kept as a code, and no name and no session stands
    beside it.
rotation-show = Who has had which role
rotation-head = This is how it was in this group, on how many days of the last year:
rotation-count = { $who }: guided { $guided }, presented { $presented }
rotation-none = I know of no session that this same group has had in the last year.
rotation-turn = { $role ->
    [facilitator] { $never ->
        [yes] Has not guided this group in the last year: { $people }.
       *[no] Has guided this group least in the last year: { $people }.
    }
   *[presenter] { $never ->
        [yes] Has not presented in this group in the last year: { $people }.
       *[no] Has presented least in this group in the last year: { $people }.
    }
}
