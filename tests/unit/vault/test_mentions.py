"""A text is compared with the patient's names: in any case, alphabet or former spelling."""

from dataclasses import replace

import pytest

from kernel.permissions import NotPermitted
from tests.factories.kernel import privacy_officer
from vault import api


pytestmark = pytest.mark.django_db(databases=["default", "vault"])


@pytest.fixture
def patient(register, aliya):
    """Somebody who changed her surname."""
    return register(replace(aliya, former_surnames=("Юлдашева",))).patient_uid


@pytest.mark.parametrize(
    "said",
    ["Ахметова", "Ахметовой", "АХМЕТОВУ", "Akhmetova", "Ахметов", "Алия", "Алию", "Aliya",
     "Сериковной", "Юлдашева", "Yuldasheva", "Юлдашевой"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(said, ctx, patient):
    text = f"Пришла {said}, спала плохо."

    found = api.mentions(ctx, patient_uid=patient, text=text)

    assert [text[mention.start : mention.end] for mention in found] == [said]


@pytest.mark.parametrize("text", ["Пришла вовремя, спала плохо.", "Slept well, no pain.", ""])
def test_other_words_are_let_be(text, ctx, patient):
    assert api.mentions(ctx, patient_uid=patient, text=text) == ()


@pytest.mark.parametrize(
    ("name", "said", "found"),
    [("Анна", "Анну Анне анализ", ["Анну", "Анне"]), ("Ким", "Киму кимоно", ["Киму"]),
     ("Ян", "январь", [])],
)  # fmt: skip
def test_short_names_do_not_stop_longer_words(name, said, found, ctx, register):
    uid = register(api.Identity(given=name, surname="Ахметова")).patient_uid

    mentions = api.mentions(ctx, patient_uid=uid, text=said)

    assert [said[mention.start : mention.end] for mention in mentions] == found


def test_who_may_not_read_names_may_not_compare_them(ctx, patient):
    stranger = replace(ctx, by=privacy_officer(at=ctx.organisation))

    with pytest.raises(NotPermitted):
        api.mentions(stranger, patient_uid=patient, text="Алия")


def test_the_nameless_have_nothing_to_compare_with(ctx, register):
    nameless = register(None).patient_uid

    with pytest.raises(api.NotNamed):
        api.mentions(ctx, patient_uid=nameless, text="Алия")
