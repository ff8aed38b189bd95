import pytest

from space_to_think.hooks import Manifest, Scope
from space_to_think.messages import Text
from space_to_think.wording.bundles import (
    CORE,
    Bundles,
    Source,
    WordingError,
    core_sources,
    own_entry,
    plugin_sources,
)


def core(text: str, language: str = "en-GB", name: str = "a.ftl") -> Source:
    return Source(CORE, name, language, text)


def plugin(name: str, text: str) -> Source:
    return Source(name, f"{name} (en-GB)", "en-GB", text)


def test_the_core_ships_its_texts_in_british_english() -> None:
    sources = core_sources()
    assert {"en-GB/times.ftl", "en-GB/signposts.ftl"} <= {source.name for source in sources}
    assert {source.owner for source in sources} == {CORE}


def test_a_plugin_brings_its_texts_in_its_manifest() -> None:
    manifest = Manifest("facts", Text("facts-about"), Scope.SESSION, texts={"en-GB": "facts-about = Facts."})
    assert plugin_sources({"facts": manifest}) == (plugin("facts", "facts-about = Facts."),)


def test_a_text_given_twice_is_refused_with_both_owners() -> None:
    with pytest.raises(WordingError, match=r"a\.ftl and facts \(en-GB\) both give the text facts-about"):
        Bundles([core("facts-about = A"), plugin("facts", "facts-about = B")])


def test_a_text_given_twice_in_one_file_is_refused() -> None:
    with pytest.raises(WordingError, match="both give the text one"):
        Bundles([core("one = A\none = B")])


def test_a_plugin_keeps_to_its_own_name() -> None:
    with pytest.raises(WordingError, match="strength-late has to begin with strengths-"):
        Bundles([plugin("strengths", "strength-late = A")])
    assert Bundles([plugin("strengths", "strengths = A\n-strengths-one = B")]).ids() == {"strengths", "-strengths-one"}


@pytest.mark.parametrize(
    ("text", "fault"), [("one = A\ntwo A", r"no Fluent: 'two A'"), ("one = A\n    .more = B", "one has attributes")]
)
def test_what_is_no_text_is_refused_with_the_file(text: str, fault: str) -> None:
    with pytest.raises(WordingError, match=rf"a\.ftl: .*{fault}"):
        Bundles([core(text)])


def test_comments_are_let_be() -> None:
    assert Bundles([core("# A\n\n## B\n\n### C\n\none = A")]).ids() == {"one"}


def test_the_owner_of_a_text_is_known() -> None:
    source = core("one = A")
    bundles = Bundles([source])
    assert bundles.owner("one") is source
    assert bundles.owner("two") is None


@pytest.mark.parametrize(("language", "said"), [("cy-GB", "Un"), ("cy", "Un"), ("en-GB", "One"), ("xx", "One")])
def test_a_language_falls_back_to_its_stem_and_to_british_english(language: str, said: str) -> None:
    bundles = Bundles([core("one = One\ntwo = Two"), core("one = Un", "cy")])
    voice = bundles.voice(language)
    assert voice.say("one") == (said, True)
    assert voice.say("two") == ("Two", True)


def test_a_text_that_nobody_gives_is_none() -> None:
    assert Bundles([core("one = One")]).voice("en-GB").say("two") == (None, False)


def test_a_gap_that_is_not_filled_is_a_fault_and_is_said_all_the_same() -> None:
    assert Bundles([core("one = One { $gap }")]).voice("en-GB").say("one", {"other": 1}) == ("One gap", False)


def test_one_line_break_is_a_space_and_an_empty_line_is_a_break() -> None:
    voice = Bundles([core("one = One\n    and two\n\n    Three")]).voice("en-GB")
    assert voice.say("one")[0] == "One and two\nThree"


def test_an_agency_says_it_its_own_way() -> None:
    voice = Bundles([core("one = One { $n }\ntwo = It is { one }")]).voice("en-GB", "a", {"one": "Ours { $n }"})
    assert voice.say("one", {"n": 3}) == ("Ours 3", True)
    assert voice.say("two", {"n": 3}) == ("It is Ours 3", True)


def test_an_agency_s_own_words_change_when_it_changes_them() -> None:
    bundles = Bundles([core("one = One")])
    first = bundles.voice("en-GB", "a", {"one": "Ours"})
    assert bundles.voice("en-GB", "a", {"one": "Ours"}) is first
    assert bundles.voice("en-GB", "a", {"one": "New"}).say("one") == ("New", True)
    assert bundles.voice("en-GB", "b").say("one") == ("One", True)


def test_own_words_in_a_language_that_falls_back_are_heard() -> None:
    assert Bundles([core("one = One")]).voice("cy-GB", "a", {"one": "Ein"}).say("one") == ("Ein", True)


@pytest.mark.parametrize("own", ["", "{ $", "{ $other }", "{ NOSUCH($n) }", "{ one }", "a\n.b = c"])
def test_own_words_that_cannot_be_said_leave_the_built_in_ones(own: str) -> None:
    assert Bundles([core("one = One { $n }")]).voice("en-GB", "a", {"one": own}).say("one", {"n": 1}) == ("One 1", True)


def test_own_words_cannot_give_another_text() -> None:
    voice = Bundles([core("one = One\ntwo = Two")]).voice("en-GB", "a", {"one": "Ours\ntwo = Stolen"})
    assert voice.say("two") == ("Two", True)
    assert own_entry("one", "Ours\n[x] y") is None


def test_no_isolating_signs_are_put_around_a_gap() -> None:
    assert Bundles([core("one = One { $n } here")]).voice("en-GB").say("one", {"n": "x"}) == ("One x here", True)


def test_texts_are_found_by_their_words_in_the_language_and_else_in_british_english() -> None:
    texts = "one = Go on { $n }.\ntwo = We go\n    there.\n-term = Go.\n"
    bundles = Bundles((Source("core", "a", "en-GB", texts), Source("core", "b", "cy", "one = Ewch ymlaen go.\n")))
    assert list(bundles.holding("GO", "en-GB")) == [("one", "Go on { $n }."), ("two", "We go\nthere.")]
    assert list(bundles.holding("go there", "cy")) == [("two", "We go\nthere.")]
    assert dict(bundles.holding("", "cy")) == {"one": "Ewch ymlaen go.", "two": "We go\nthere."}
