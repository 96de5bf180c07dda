"""What every artifact store must hold. Subclass the suite and give it `store`; add nothing else."""

import pytest

from core.errors import InvalidInput, NotFound
from core.pipeline.ports import ArtifactStore, File
from tests.racing import together

BAD_NAMES = [
    "",
    ".",
    "..",
    "../a.md",
    "/etc/passwd",
    "a/b.md",
    "a\\b.md",
    ".hidden",
    "-rf",
    "a b.md",
    "a\n.md",
    "a.md\n",
    "a\0.md",
    "ä.md",
    "a" * 201,
]


def a_file(name: str = "contract.md", content: bytes = b"# Contract\n") -> File:
    return File(name, "text/markdown", content)


class ArtifactStoreContract:
    @pytest.fixture
    def store(self) -> ArtifactStore:
        raise NotImplementedError

    @pytest.mark.parametrize("content", [b"", bytes(range(256)), b"x" * 1_000_000])
    def test_what_is_got_is_what_was_put(self, store, content):
        store.put("run-1", a_file(content=content))
        assert store.get("run-1", "contract.md") == content

    def test_the_same_name_again_replaces_the_whole_file(self, store):
        store.put("run-1", a_file(content=b"a long first draft"))
        store.put("run-1", a_file(content=b"second"))
        assert store.get("run-1", "contract.md") == b"second"
        assert store.names("run-1") == ["contract.md"]

    def test_names_are_sorted(self, store):
        for name in ("b.md", "a.md", "_c.json", "B.md", "10.md", "9.md"):
            store.put("run-1", a_file(name))
        assert store.names("run-1") == ["10.md", "9.md", "B.md", "_c.json", "a.md", "b.md"]

    def test_executions_keep_their_files_apart(self, store):
        store.put("run-1", a_file(content=b"one"))
        store.put("run-2", a_file(content=b"two"))
        assert (store.get("run-1", "contract.md"), store.names("run-2")) == (
            b"one",
            ["contract.md"],
        )

    def test_an_execution_without_files_has_no_names(self, store):
        assert store.names("run-1") == []

    def test_a_file_that_was_never_put_is_not_found(self, store):
        store.put("run-1", a_file())
        for execution, name in (("run-1", "other.md"), ("run-2", "contract.md")):
            with pytest.raises(NotFound, match="no artifact"):
                store.get(execution, name)

    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_what_is_no_bare_file_name_is_refused(self, store, name):
        for use in (lambda: store.put("run-1", a_file(name)), lambda: store.get("run-1", name)):
            with pytest.raises(InvalidInput, match="artifact: "):
                use()
        assert store.names("run-1") == []

    @pytest.mark.parametrize("execution", BAD_NAMES)
    def test_an_execution_that_could_lead_elsewhere_is_refused(self, store, execution):
        for use in (
            lambda: store.put(execution, a_file()),
            lambda: store.get(execution, "contract.md"),
            lambda: store.names(execution),
        ):
            with pytest.raises(InvalidInput, match="execution: "):
                use()

    def test_a_reader_racing_writers_sees_one_whole_file_or_another(self, store):
        drafts = [bytes([n]) * 50_000 for n in range(4)]
        store.put("run-1", a_file(content=drafts[0]))

        def rewrite(draft: bytes) -> None:
            for _ in range(5):
                store.put("run-1", a_file(content=draft))

        def read() -> set[bytes]:
            return {store.get("run-1", "contract.md") for _ in range(50)}

        *_, seen = together(*[lambda d=d: rewrite(d) for d in drafts], read)
        assert seen <= set(drafts)
        assert store.names("run-1") == ["contract.md"]

    def test_a_file_has_a_place_that_names_it(self, store):
        store.put("run-1", a_file())
        assert store.place("run-1", "contract.md").endswith("run-1/contract.md")
        with pytest.raises(InvalidInput):
            store.place("run-1", "../contract.md")
