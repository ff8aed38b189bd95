from space_to_think.agency.state import Agency
from space_to_think.agency.who import is_admin, person_of, placed, reference, suggested
from space_to_think.identity import PersonId

ANN = PersonId("slack", "T1", "ANN")
EVE = PersonId("matrix", "east.example", "@eve:east.example")


def test_people_are_named_as_in_the_file() -> None:
    assert reference(ANN) == "slack:T1:ANN"
    assert reference(EVE) == "matrix:@eve:east.example"
    assert [person_of(reference(person)) for person in (ANN, EVE)] == [ANN, EVE]


def test_admins_are_those_the_agency_names() -> None:
    north = Agency("north", "North", admins=frozenset({"slack:T1:ANN"}))
    assert is_admin(ANN, north)
    assert not is_admin(EVE, north)


def test_a_tenant_suggests_its_only_agency() -> None:
    north = Agency("north", "North", tenants=frozenset({"slack:T1", "matrix:east.example"}))
    south = Agency("south", "South", tenants=frozenset({"slack:T1"}))
    assert suggested(ANN, {"north": north}) == "north"
    assert suggested(ANN, {"north": north, "south": south}) is None
    assert suggested(EVE, {"north": north, "south": south}) == "north"
    assert suggested(EVE, {"south": south}) is None


def test_an_admins_word_goes_before_the_tenant() -> None:
    north = Agency("north", "North", tenants=frozenset({"slack:T1"}))
    south = Agency("south", "South", people=frozenset({"slack:T1:ANN"}))
    both = {"north": north, "south": south}
    assert placed(ANN, both) == suggested(ANN, both) == "south"
    assert placed(EVE, both) is None
    contested = {**both, "west": Agency("west", "West", people=frozenset({"slack:T1:ANN"}))}
    assert placed(ANN, contested) is None


def test_whom_an_admin_said_not_to_work_there_is_not_suggested_it() -> None:
    north = Agency("north", "North", tenants=frozenset({"slack:T1"}), elsewhere=frozenset({"slack:T1:ANN"}))
    assert suggested(ANN, {"north": north}) is None
