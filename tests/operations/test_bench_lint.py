"""The bench of the linter: good answers are whole and not blamed, and what is put in is named."""

from dauys.core.answer_lint import BLOCKS
from dauys.ground.packs.load import built_in, load_pack
from dauys.site.bench import lint


def test_good_answers_are_whole_and_the_same_every_time() -> None:
    pack = load_pack(built_in("kz"))
    made = lint.answers_of(pack, "kk")
    assert made == lint.answers_of(pack, "kk") and len(made) == lint.EACH
    assert all(one.blocks[block] and "[" not in one.blocks[block] for one in made for block in BLOCKS)


def test_every_language_of_both_packs_is_measured() -> None:
    figures = {f.name: f for f in lint.run(lambda _said: None)}
    for where in ("kz kk", "kz ru", "kz en", "oldtown en", "oldtown ru"):
        assert figures[f"{where}, good answers blamed"].passed
        assert figures[f"{where}, empty_phrase named"].value == 1.0
