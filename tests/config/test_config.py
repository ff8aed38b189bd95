from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from space_to_think.agency.changes import changes
from space_to_think.agency.decide import Context, Plugin
from space_to_think.agency.state import Signpost
from space_to_think.config import Config, ConfigError, Fault, Slack, agency_faults, export, load_config

DOCUMENTED = """
[store]
url = "sqlite:///data/space.db"
key_file = "space.key"

[web]
host = "0.0.0.0"
port = 9000

[adapters.matrix]
homeserver = "https://matrix.example"
user_id = "@space:example"
device_id = "SPACE"
access_token = "canary-matrix"
data_dir = "matrix"
allowed_servers = ["example", "partner.example"]
allow_unencrypted = false

[adapters.slack]
bot_token = "canary-bot"
app_token = "canary-app"
signing_secret = "canary-signing"
client_id = "1.2"
client_secret = "canary-client"
api_url = "https://slack.com/api/"

[agencies.northshire]
name = "Northshire Council"
tenants = ["matrix:northshire.example", "slack:T0123"]
admins = ["matrix:@ann:northshire.example", "slack:T0123:U0456"]
nation = "GB-ENG"
time_zone = "Europe/London"
working_hours = "Mon-Fri 09:00-17:00"
language = "en-GB"
turns = "guide"
retention_days = 28
plugins = ["questions", "strengths", "escalation"]

[agencies.northshire.signposts.child]
title = "Children's front door"
links = ["https://northshire.example/safeguarding"]
phones = ["01632 960001"]
out_of_hours_phone = "01632 960002"
owner = "Safeguarding partnership"
review_by = 2027-04-01

[agencies.northshire.settings.questions]
families = ["intention", "impact"]
"""
OWN_PRACTICE = (Path(__file__).parents[1] / "practice" / "peer-learning.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def write(text: str, name: str = "space-to-think.toml") -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ConfigError) as caught:
        load_config(write(text))
    return [(fault.line, fault.key, fault.sentence) for fault in caught.value.faults]


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    config = load_config()
    assert config.store.url.get_secret_value() == f"sqlite:///{tmp_path}/space-to-think.db"
    assert config.store.key_file == tmp_path / "space-to-think.key"
    assert config.web is None
    assert config.adapters.on() == {}
    assert config.agencies == {}


def test_the_file_of_this_folder_is_taken() -> None:
    write("[web]\nport = 1")
    web = load_config().web
    assert web is not None
    assert (web.host, web.port) == ("127.0.0.1", 1)


def test_everything_that_is_documented_is_read(tmp_path: Path) -> None:
    config = load_config(write(DOCUMENTED))
    assert set(config.adapters.on()) == {"matrix", "slack"}
    assert config.adapters.matrix is not None
    assert config.adapters.matrix.data_dir == tmp_path / "matrix"
    assert isinstance(config.adapters.on()["slack"], Slack)
    agency = config.agency("northshire")
    assert agency.name == "Northshire Council"
    assert agency.chosen == frozenset({"questions", "strengths", "escalation"})
    assert agency.settings == {"questions": {"families": ["intention", "impact"]}}
    assert agency.signposts["child"] == Signpost(
        "Children's front door",
        ("https://northshire.example/safeguarding",),
        ("01632 960001",),
        "01632 960002",
        "Safeguarding partnership",
        date(2027, 4, 1),
    )


def test_secrets_are_not_shown() -> None:
    config = load_config(write(DOCUMENTED.replace('url = "sqlite:', 'url = "postgresql://me:canary@host/db')))
    assert "canary" not in repr(config)
    assert "canary" not in str(config.model_dump())
    assert config.store.url.get_secret_value().startswith("postgresql://me:canary@host/db")


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = write(DOCUMENTED, "etc/our.toml")
    config = load_config(path)
    assert config.store.url.get_secret_value() == f"sqlite:///{tmp_path}/etc/data/space.db"
    assert config.store.key_file == tmp_path / "etc" / "space.key"
    assert config.adapters.matrix is not None
    assert config.adapters.matrix.data_dir == tmp_path / "etc" / "matrix"


@pytest.mark.parametrize("url", ["sqlite:////var/lib/space.db", "sqlite:///:memory:", "postgresql://host/db"])
def test_other_urls_stay_as_they_are(url: str) -> None:
    assert load_config(write(f'[store]\nurl = "{url}"')).store.url.get_secret_value() == url


def test_the_environment_goes_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_TO_THINK_STORE__URL", "sqlite:////elsewhere.db")
    monkeypatch.setenv("SPACE_TO_THINK_WEB__PORT", "1234")
    monkeypatch.setenv("SPACE_TO_THINK_ADAPTERS__MATRIX__ACCESS_TOKEN", "other")
    monkeypatch.setenv("SPACE_TO_THINK_ADAPTERS__MATRIX__ALLOWED_SERVERS", '["one.example"]')
    monkeypatch.setenv("SPACE_TO_THINK_AGENCIES__NORTHSHIRE__TURNS", "gate")
    config = load_config(write(DOCUMENTED))
    assert config.store.url.get_secret_value() == "sqlite:////elsewhere.db"
    assert config.web is not None
    assert (config.web.host, config.web.port) == ("0.0.0.0", 1234)
    assert config.adapters.matrix is not None
    assert config.adapters.matrix.access_token is not None
    assert config.adapters.matrix.access_token.get_secret_value() == "other"
    assert config.adapters.matrix.homeserver == "https://matrix.example"
    assert config.adapters.matrix.allowed_servers == ["one.example"]
    assert config.agency("northshire").turns == "gate"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SPACE_TO_THINK_WEB__PORT", "canary", "This has to be a whole number."),
        ("SPACE_TO_THINK_WEB__PROT", "1", 'There is no key "prot" here. Did you mean "port"?'),
        ("SPACE_TO_THINK_STOER__URL", "canary", "There is no such setting."),
        ("SPACE_TO_THINK_STORE_URL", "canary", "Put two underscores between the levels."),
        ("SPACE_TO_THINK_STORE", "{canary", "This has to be JSON"),
    ],
)
def test_a_wrong_variable_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=f"environment, {name}") as caught:
        load_config()
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


def test_variables_of_other_sorts_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_TO_THINK_TRACE_HOOKS", "1")
    monkeypatch.setenv("SOMETHING__ELSE", "1")
    load_config()


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("[stoer]\nurl = 1", 1, "stoer", 'Did you mean "store"?'),
        ("[web]\nport = 1\nhosts = 2", 3, "web.hosts", 'Did you mean "host"?'),
        ("[web]\nport = 70000", 2, "web.port", "at most 65535"),
        ('[store]\nurl = "mysql://canary"', 2, "store.url", 'Write "sqlite:///space-to-think.db"'),
        ('[adapters.matrix]\nhomeserver = "https://m"', 1, "adapters.matrix.user_id", "missing"),
        ('[adapters.slack]\napp_token = "canary"', 1, "adapters.slack", "needs a bot_token"),
        ('[adapters.slack]\nclient_id = "canary"', 1, "adapters.slack", "needs a bot_token"),
        ('[adapters.slack]\nbot_token = "canary"', 1, "adapters.slack", "needs an app_token"),
        ("[adapters.telepathy]\nx = 1", 1, "adapters", 'There is no adapter "telepathy". There are: '),
        ("[adapters]\nterminal = 1", 1, "adapters", "has to be a table of its own"),
        ("[agencies.a]\nnation = 'GB-ENG'", 1, "agencies.a.name", "missing"),
        ("[agencies.A]\nname = 'A'", 1, "agencies.A", "small letters"),
        ("[agencies.a]\nname = 'A'\nnation = 'XX'", 3, "agencies.a.nation", "Use GB-ENG"),
        ("[agencies.a]\nname = 'A'\ntime_zone = 'XX'", 3, "agencies.a.time_zone", "Europe/London"),
        ("[agencies.a]\nname = 'A'\nworking_hours = 'XX'", 3, "agencies.a.working_hours", "Mon-Fri 09:00-17:00"),
        ("[agencies.a]\nname = 'A'\nturns = 'XX'", 3, "agencies.a.turns", "'guide', 'gate' or 'enforce'"),
        ("[agencies.a]\nname = 'A'\nretention_days = 91", 3, "agencies.a.retention_days", "at most 90"),
        ("[agencies.a]\nname = 'A'\nadmins = ['ann']", 3, "agencies.a.admins.0", "slack:T0123:U0456"),
        ("[agencies.a]\nname = 'A'\ntenants = ['matrix']", 3, "agencies.a.tenants.0", "slack:T0123"),
        ("[agencies.a]\nname = 'A'\nsettings.x.y = {}", 3, "agencies.a.settings.x.y", "or a list of these"),
        ("[agencies.a]\nname = 'A'\nsettings.x.y = [[1]]", 3, "agencies.a.settings.x.y", "or a list of these"),
        ("[agencies.a]\nname = 'A'\n[agencies.a.signposts.chld]", 3, "agencies.a.signposts.chld", "'child', 'adult'"),
        (
            "[agencies.a]\nname = 'A'\n[agencies.a.signposts.child]\ntitle = 'T'",
            3,
            "agencies.a.signposts.child",
            "at least one link or phone",
        ),
        (
            "[agencies.a]\nname = 'A'\n[agencies.a.signposts.child]\ntitle = 'T'\nlinks = ['ftp://x']",
            5,
            "agencies.a.signposts.child.links.0",
            "begins with",
        ),
        ("[web]\nport = ", 2, "", "not valid TOML"),
    ],
)
def test_a_fault_in_the_file_says_where_and_what_would_be_right(text: str, line: int, key: str, said: str) -> None:
    found = faults(text)
    assert (line, key) in [(where, name) for where, name, _ in found]
    assert said in next(sentence for where, name, sentence in found if (where, name) == (line, key))
    assert "canary" not in str(found)


def test_all_faults_are_told_in_order() -> None:
    found = faults("[web]\nport = 'x'\n\n[store]\ncolour = 1\n[agencies.a]\n")
    assert [(line, key) for line, key, _ in found] == [(2, "web.port"), (5, "store.colour"), (6, "agencies.a.name")]


def test_adapters_of_others_are_free_in_their_settings() -> None:
    assert load_config(write("[adapters.terminal]\nanything = 1")).adapters.on() == {"terminal": {"anything": 1}}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere.toml: There is no such file."):
        load_config(Path("nowhere.toml"))
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
    Path("latin.toml").write_bytes(b"name = '\xe9'")
    with pytest.raises(ConfigError, match="not a text file"):
        load_config(Path("latin.toml"))


def test_an_agency_brings_its_own_practice() -> None:
    write(OWN_PRACTICE, "etc/peers.toml")
    path = write("[agencies.a]\nname = 'A'\npractices.peer-learning = 'peers.toml'", "etc/our.toml")
    assert load_config(path).agency("a").practices == {"peer-learning": OWN_PRACTICE}


@pytest.mark.parametrize(
    ("practice", "text", "line", "key"),
    [
        ("peer-learning", OWN_PRACTICE.replace("version = 3", "version = 0"), 4, "version"),
        ("other", OWN_PRACTICE, 3, "agencies.a.practices.other"),
    ],
)
def test_a_wrong_practice_is_named(practice: str, text: str, line: int, key: str) -> None:
    write(text, "peers.toml")
    [(where, name, _)] = faults(f"[agencies.a]\nname = 'A'\npractices.{practice} = 'peers.toml'")
    assert (where, name) == (line, key)


def test_importing_the_export_changes_nothing() -> None:
    write(OWN_PRACTICE, "peers.toml")
    text = DOCUMENTED.replace('turns = "guide"', 'turns = "gate"\npractices.peer-learning = "peers.toml"')
    before = load_config(write(text)).agency("northshire")
    after = load_config(write(export([before]), "exported.toml")).agency("northshire")
    assert after == before
    assert changes(before, after, "operator") == ()
    assert export([after]) == export([before])


class Questions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    families: list[str] = []


THERE = Context({name: Plugin(Questions) for name in ("questions", "strengths")}, frozenset({"help-head"}))


def test_plugins_and_their_settings_are_checked_by_what_is_installed() -> None:
    text = """
[agencies.a]
name = "A"
plugins = ["questions", "quesions"]
[agencies.a.settings.questions]
familys = ["x"]
[agencies.a.settings.nothing]
x = 1
[agencies.b]
name = "B"
"""
    path = write(text)
    there = "There is no such plugin here. There are: questions, strengths."
    assert agency_faults(load_config(path), THERE, path) == (
        Fault("space-to-think.toml", 4, "agencies.a.plugins.quesions", there),
        Fault(
            "space-to-think.toml",
            6,
            "agencies.a.settings.questions.familys",
            'There is no key "familys" here. Did you mean "families"?',
        ),
        Fault("space-to-think.toml", 7, "agencies.a.settings.nothing", there),
    )


def test_what_is_right_has_no_faults() -> None:
    text = "[agencies.a]\nname = 'A'\nplugins = ['questions']\nsettings.questions.families = ['x']\n"
    assert agency_faults(load_config(write(f"{text}wording.help-head = 'Mine.'")), THERE) == ()


def test_texts_and_the_language_are_checked_too() -> None:
    text = """
[agencies.a]
name = "A"
language = "cy"
[agencies.a.wording]
help-hed = "Mine."
nothing-like-it = "Mine."
help-head = "{ $open"
"""
    assert [str(fault) for fault in agency_faults(load_config(write(text)), THERE)] == [
        "space-to-think.toml, line 4, agencies.a.language: There are no texts in this language. There are: en-GB.",
        "space-to-think.toml, line 6, agencies.a.wording.help-hed: There is no text with that id. Did you mean "
        '"help-head"?',
        "space-to-think.toml, line 7, agencies.a.wording.nothing-like-it: There is no text with that id.",
        "space-to-think.toml, line 8, agencies.a.wording.help-head: This text cannot be read. Each curly bracket needs "
        "its partner.",
    ]


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Config().web = Config().web
