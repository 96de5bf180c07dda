from pathlib import Path

import pytest

from core import settings as settings_module
from core.errors import InvalidInput
from core.settings import Settings, from_process

ROOT = Path(__file__).parents[2]


def settings_for(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment(environment, folder)


def test_without_an_environment_state_lives_in_the_working_folder(tmp_path):
    settings = settings_for(tmp_path)
    assert settings.home == tmp_path / ".promptintel"
    assert (settings.port, settings.stage) == (8080, None)


def test_the_environment_says_where_state_and_genesis_live(tmp_path):
    settings = settings_for(
        tmp_path, PROMPTINTEL_HOME="/var/lib/promptintel", PROMPTINTEL_DATABASE="/srv/genesis"
    )
    assert settings.home == Path("/var/lib/promptintel")
    assert settings.database == Path("/srv/genesis")


def test_a_relative_folder_lies_under_the_working_folder(tmp_path):
    settings = settings_for(tmp_path, PROMPTINTEL_HOME="state", PROMPTINTEL_DATABASE="genesis")
    assert (settings.home, settings.database) == (tmp_path / "state", tmp_path / "genesis")


def test_the_working_folders_genesis_goes_before_the_shipped_one(tmp_path):
    (tmp_path / "database" / "prompts").mkdir(parents=True)
    assert settings_for(tmp_path).database == tmp_path / "database"


def test_a_folder_that_only_happens_to_be_called_database_is_no_genesis(tmp_path):
    (tmp_path / "database").mkdir()
    assert settings_for(tmp_path).database != tmp_path / "database"


def test_an_installed_package_brings_its_genesis(tmp_path, monkeypatch):
    shipped = tmp_path / "site-packages" / "genesis"
    (shipped / "prompts").mkdir(parents=True)
    monkeypatch.setattr(settings_module, "_SHIPPED_GENESIS", shipped)
    assert settings_for(tmp_path).database == shipped


def test_a_checkout_finds_its_genesis_from_any_folder(tmp_path):
    assert settings_for(tmp_path).database == ROOT / "database"


def test_what_is_set_to_nothing_counts_as_not_set(tmp_path):
    unset = settings_for(tmp_path)
    empty = {"PROMPTINTEL_HOME": "", "PROMPTINTEL_DATABASE": "", "PORT": "", "STAGE": ""}
    assert settings_for(tmp_path, **empty) == unset


@pytest.mark.parametrize(
    ("text", "port"), [("0", 0), ("80", 80), ("08080", 8080), ("65535", 65535)]
)
def test_a_port_is_read(tmp_path, text, port):
    assert settings_for(tmp_path, PORT=text).port == port


@pytest.mark.parametrize(
    "text", ["-1", "65536", "00000099999", "8080.0", "8e3", " 80", "http", "٨٠", "0x50", "9" * 5000]
)
def test_a_port_that_is_none_is_refused_by_name(tmp_path, text):
    with pytest.raises(InvalidInput, match=r"^PORT: .* is no port; give a number") as raised:
        settings_for(tmp_path, PORT=text)
    assert len(str(raised.value)) < 120


def test_an_instance_of_one_stage_knows_which(tmp_path):
    assert settings_for(tmp_path, STAGE="price").stage == "price"


def test_a_process_reads_its_own_environment_and_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.delenv("PROMPTINTEL_HOME", raising=False)
    settings = from_process()
    assert (settings.port, settings.home) == (9000, tmp_path / ".promptintel")


def test_a_bucket_takes_the_place_of_the_home_and_its_project_carries_the_messages(tmp_path):
    settings = settings_for(
        tmp_path,
        PROMPTINTEL_BUCKET="state",
        PROMPTINTEL_UPLOADS="uploads",
        GOOGLE_CLOUD_PROJECT="leagues",
    )
    assert (settings.bucket, settings.uploads, settings.pubsub) == ("state", "uploads", "leagues")
    assert settings.freshness == 1.0


def test_on_files_a_search_always_looks_and_messages_stay_in_the_process(tmp_path):
    settings = settings_for(tmp_path, GOOGLE_CLOUD_PROJECT="leagues")
    assert (settings.freshness, settings.pubsub) == (0.0, None)


@pytest.mark.parametrize("name", ["PROMPTINTEL_FRESHNESS", "PROMPTINTEL_BUILD_SECONDS"])
@pytest.mark.parametrize("text", ["soon", "-1", "nan", "1e9"])
def test_a_time_that_is_none_names_its_variable(tmp_path, name, text):
    with pytest.raises(InvalidInput, match=name):
        settings_for(tmp_path, **{name: text})


def test_services_are_on_where_their_variables_are_set(tmp_path):
    off = settings_for(tmp_path)
    assert (off.firestore, off.supabase_url) == (False, None)
    account = settings_for(tmp_path, FIREBASE_SERVICE_ACCOUNT_PATH="account.json")
    assert (account.firestore, account.firebase_account) == (True, tmp_path / "account.json")
    assert settings_for(tmp_path, FIRESTORE_EMULATOR_HOST="localhost:1").firestore
    assert settings_for(tmp_path, SUPABASE_URL="http://x.example").supabase_url is not None
