"""What the practice asks for, line by line in our own short words, and what fulfils it: who does it, a test, the words.

`by` is a plugin's name, "session" for the session's own rules, "practice" for what stands in the practice file,
"agency" for what each agency sets, "runtime" for what is kept and erased. `test` is a file under tests/ and a function
in it. `words` are ids of texts, or `practice:` and a part of the practice file; none where nothing has to be said.

A test checks that every one of them is there, and that no part of the practice is left out.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the practice."""

    part: str
    says: str
    by: str
    test: str
    words: tuple[str, ...] = ()


# How many lines each part of the practice has; the reasons, stages and themes are counted by the code as well.
PARTS: Final = {
    "why": 3,
    "who": 5,
    "reasons": 7,
    "is not": 4,
    "where": 2,
    "roles": 5,
    "stages": 6,
    "time": 4,
    "questions": 18,
    "recording": 11,
}

PREAMBLE: Final = "plugins/test_preamble.py::"
SAYS_WHAT: Final = PREAMBLE + "test_it_says_what_the_session_is_and_is_not_and_what_is_agreed"
RECORD: Final = "plugins/test_record.py::"
ALL_SIX: Final = "plugins/test_safeguarding.py::test_signposts_shows_all_six_to_anybody_at_any_time"

LINES: Final = (
    Line("why", "Room to think together, apart from meetings that have to be held", "preamble", SAYS_WHAT,
         ("preamble-not",)),
    Line("why", "Nobody is blamed, and it is safe to speak", "practice", SAYS_WHAT, ("practice:rules",)),
    Line("why", "It is fine to end without an outcome", "practice", SAYS_WHAT, ("practice:rules",)),

    Line("who", "Anybody who works with children and families may ask for one, guide it or come", "session",
         "session/test_table.py::test_who_may_do_it_in_which_phase"),
    Line("who", "No profession leads: whoever the group agrees on guides", "session",
         "session/test_roles.py::test_whoever_says_so_facilitates_once_most_of_the_others_agree"),
    Line("who", "A manager’s agreement is good to have and no condition", "preamble", SAYS_WHAT,
         ("preamble-agree", "preamble-families")),
    Line("who", "Children and families do not come", "preamble", SAYS_WHAT, ("preamble-not",)),
    Line("who", "Everybody speaks as though the family were there", "practice", SAYS_WHAT, ("practice:rules",)),

    *(
        Line("reasons", f"{reason}: {what}", "preamble",
             PREAMBLE + "test_the_reason_is_said_in_words_of_its_own", ("preamble-what", "choice-reason"))
        for reason, what in {
            "needs": "what could help a child or a family, with what is strong",
            "stuck": "somebody is stuck, or does not see through",
            "support": "help for somebody’s own work",
            "review": "how the help works, and what life is like for the child",
            "network": "how those around a family can help from here",
            "debrief": "after something hard, with care for each other and an eye to next time",
        }.items()
    ),
    Line("reasons", "disagreement: to understand each other; taking it further is the agency’s own procedure",
         "escalation", "plugins/test_escalation.py::test_the_session_s_purpose_is_set_apart_from_the_procedure",
         ("preamble-what", "escalation-session", "escalation-procedure")),

    Line("is not", "A place for news: it looks at what is known already", "new-information",
         "plugins/test_new_information.py::test_the_flagger_alone_is_told_where_it_belongs_and_is_asked_to_decide",
         ("new-information-belongs", "practice:rules")),
    Line("is not", "In place of a meeting or process that has to be held", "preamble", SAYS_WHAT, ("preamble-not",)),
    Line("is not", "In place of supervision or support in one’s own agency", "preamble", SAYS_WHAT,
         ("preamble-not",)),
    Line("is not", "For children or families to attend", "preamble", SAYS_WHAT, ("preamble-not",)),

    Line("where", "In person is better", "session",
         "speech/test_gathering.py::test_the_requester_learns_the_reference_and_what_comes_next", ("about-in-person",)),
    Line("where", "Else in a chat room, all at once or over days", "session",
         "practice/test_pace.py::test_paces_as_people_type_them", ("session-pace",)),

    Line("roles", "Three movements: unload, think with a purpose, plan and act", "practice",
         "practice/test_load.py::test_the_shipped_practice_is_the_guidances", ("practice:stages",)),
    Line("roles", "The group chooses who guides", "session",
         "session/test_roles.py::test_whoever_says_so_facilitates_once_most_of_the_others_agree",
         ("practice:facilitator",)),
    Line("roles", "One person brings the situation and says in a few words what it is", "session",
         "session/test_gathering.py::test_the_requester_presents_unless_another_is_agreed",
         ("practice:presenter",)),
    Line("roles", "All others listen and think along", "session",
         "session/test_turns.py::test_a_stage_says_who_speaks_as_it_opens", ("practice:consultant",)),
    Line("roles", "Whoever guides may always speak", "turn-keeper",
         "plugins/test_turn_keeper.py::test_whoever_may_speak_hears_nothing"),

    Line("stages", "1, offload: only the case presenter speaks", "turn-keeper",
         "plugins/test_turn_keeper.py::test_the_first_early_message_in_a_stage_gets_one_private_note",
         ("practice:offload", "turn-keeper-early")),
    Line("stages", "2, facts: summed up by the facilitator, said to be right or put right by the presenter", "facts",
         "plugins/test_facts.py::test_a_correction_goes_to_the_facilitator_who_sums_up_again",
         ("practice:facts", "facts-understood")),
    Line("stages", "3, exploration: listen, emphasise (or empathise), sum up, share back", "facilitator-script",
         "plugins/test_facilitator_script.py::test_exploration_has_four_steps_that_can_be_reworded",
         ("practice:exploration", "facilitator-script-listen", "facilitator-script-emphasise",
          "facilitator-script-empathise", "facilitator-script-sum-up", "facilitator-script-share-back")),
    Line("stages", "4, strengths: what the group values in the presenter, who listens", "strengths",
         "plugins/test_strengths.py::test_all_are_shown_as_one_card_and_the_presenter_keeps_a_file",
         ("practice:strengths",)),
    Line("stages", "5, reflection: what matters most, themes, next steps and ways, while the presenter takes notes",
         "reflection", "plugins/test_reflection.py::test_an_idea_is_of_one_of_four_sorts",
         ("practice:reflection", "reflection-listen")),
    Line("stages", "6, next steps: what the presenter takes away, and their plan", "next-steps",
         "plugins/test_next_steps.py::test_summary_and_actions_stand_on_the_card_until_it_is_over",
         ("practice:next_steps", "next-steps-open")),

    Line("time", "35 minutes at the least of each stage, 60 at the most", "practice",
         "practice/test_pace.py::test_guided_and_full_give_the_bounds", ("session-pace",)),
    Line("time", "A longer plan is said to be long", "time-keeper",
         "speech/test_gathering.py::test_a_plan_longer_than_a_session_should_be_is_said_plainly", ("session-long",)),
    Line("time", "After a break once more, with other roles", "rotation",
         "session/test_rounds.py::test_roles_are_proposed_to_those_who_have_not_had_them", ("told-round",)),
    Line("time", "The group may want more sessions", "next-steps",
         "session/test_rounds.py::test_a_further_session_can_be_wished_for", ("card-further",)),

    *(
        Line("questions", what, "questions",
             "plugins/test_questions.py::test_there_are_eighteen_themes_in_eight_families_each_with_a_question",
             (f"questions-theme-{theme}",))
        for theme, what in {
            "action": "what was done",
            "reason": "why it was done",
            "aim": "what it was for",
            "known": "what was known",
            "research": "what research says",
            "goal": "what one tried to reach",
            "next": "what came next",
            "causes": "what led to that",
            "difference": "what difference it made",
            "criteria": "by what one judges success",
            "measure": "how one measures it",
            "options": "what else there was",
            "anew": "what one would do in another way",
            "feelings": "how it felt",
            "values": "where one’s own values came in",
            "view": "how the child or family felt, and how one knows",
            "experience": "what it means in the light of before",
            "future": "what has changed since",
        }.items()
    ),

    Line("recording", "Everybody keeps a record of their own, not the presenter alone", "record",
         RECORD + "test_at_the_end_everybody_gets_their_own_and_nobody_else_s", ("record-own",)),
    Line("recording", "Families are told that this way of working exists", "preamble", SAYS_WHAT,
         ("preamble-agree", "preamble-families")),
    Line("recording", "The child’s record says at the least that it took place", "record",
         RECORD + "test_at_the_end_everybody_gets_their_own_and_nobody_else_s", ("record-day", "record-what")),
    Line("recording", "Learning goes to one’s own supervisor, with people and agencies left out", "learning",
         "plugins/test_learning.py::test_the_sheet_holds_one_s_own_words_and_nobody_else_s",
         ("learning-for", "learning-leave-out")),
    Line("recording", "A child and a family can read and understand the record", "record",
         RECORD + "test_the_whole_note_is_easy_to_read_and_names_nobody", ("record-what", "document-index")),
    Line("recording", "It is plain what was shared or not, why, with whom, and how it was decided", "record",
         RECORD + "test_what_somebody_decided_to_share_stands_in_theirs_alone",
         ("record-decided", "record-decision")),
    Line("recording", "A child at risk: the local procedure, at once, outside the session", "safeguarding",
         "plugins/test_safeguarding.py::test_each_is_shown_their_own_agency_s_signpost", ("safeguarding-thank-you",)),
    Line("recording", "An adult at risk: where that is reported", "safeguarding", ALL_SIX, ("safeguarding-kind",)),
    Line("recording", "A worry about somebody who works with children: its own procedure", "safeguarding",
         "plugins/test_safeguarding.py::test_for_an_allegation_they_are_not", ("safeguarding-kind",)),
    Line("recording", "Supervision and complex cases are signposted too", "safeguarding", ALL_SIX,
         ("safeguarding-kind",)),
    Line("recording", "Each agency has its own addresses", "agency",
         "plugins/test_safeguarding.py::test_each_is_shown_their_own_agency_s_signpost"),
)  # fmt: skip
