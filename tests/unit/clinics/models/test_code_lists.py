"""Vocabulary, files and tables say the same; Russian is there, and written as we write it."""

import inspect
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import TextChoices
from django.utils.translation import override

from clinics import vocabulary
from clinics.code_lists import Listed, listed, load
from clinics.models import Code, CodeList
from clinics.vocabulary import VERSION
from kernel.demographics import Sex
from kernel.models.organisations import CentreType


def name_of(choices: type[TextChoices]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", choices.__name__).upper()


VOCABULARY = {
    name_of(choices): choices
    for choices in [
        *(
            each
            for _name, each in inspect.getmembers(vocabulary, inspect.isclass)
            if issubclass(each, TextChoices) and each is not TextChoices
        ),
        Sex,
        CentreType,
    ]
}
LISTS = {each.name: each for each in listed()}
NEVER_SAID = re.compile(
    r"наркоман|алкоголик|чист(ый|ая)\b|грязн|сорвал|нарушител|отказник|отказ\b|злоупотреб", re.I
)
each_list = pytest.mark.parametrize("each", LISTS.values(), ids=list(LISTS))


def test_every_vocabulary_has_a_file() -> None:
    assert set(LISTS) == set(VOCABULARY)


@each_list
def test_a_file_has_the_codes_and_labels_of_its_vocabulary(each: Listed) -> None:
    choices = VOCABULARY[each.name]

    assert each.source
    assert list(each.codes) == choices.values
    assert [row["position"] for row in each.codes.values()] == [
        str(number) for number in range(1, len(choices) + 1)
    ]
    with override("en"):
        assert {code: row["label_en"] for code, row in each.codes.items()} == {
            code: str(label) for code, label in choices.choices
        }


@each_list
def test_every_code_has_a_russian_label_in_our_words(each: Listed) -> None:
    labels = [row["label_ru"] for row in each.codes.values()]

    assert all(re.search("[а-яё]", label, re.I) for label in labels)
    assert not [label for label in labels if NEVER_SAID.search(label)]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("CENTRE_TYPE", "map_tdi", {"OUTPATIENT": "1", "INPATIENT": "2", "LOW_THRESHOLD": "3",
                                    "GP": "4", "PRISON": "5", "OTHER": "6"}),
        ("SEX", "map_tdi", {"MALE": "1", "FEMALE": "2"}),
        ("RECENCY", "map_tdi", {"EVER": "20", "CURRENT": "23"}),
        ("OAT_HISTORY", "map_tdi", {"EVER": "21", "CURRENT": "22"}),
        ("SUBSTANCE", "map_tdi", {"HEROIN": "11", "COCAINE_POWDER": "21", "CATHINONES": "34",
                                  "BENZODIAZEPINES": "42", "INHALANTS": "6", "OTHER": "9"}),
        ("SUBSTANCE", "map_teds", {"HEROIN": "5", "METHADONE_MISUSED": "6", "CANNABIS": "4",
                                   "METHAMPHETAMINE": "10", "ALCOHOL": "2"}),
        ("SUBSTANCE", "map_icd11", {"CATHINONES": "6C47", "MDMA": "6C4C", "KETAMINE": "6C4D",
                                    "SYNTHETIC_CANNABINOIDS": "6C42"}),
        ("ROUTE", "map_teds", {"INJECT": "4", "SMOKE": "2", "EAT": "1", "SNIFF": "3"}),
        ("FREQUENCY", "map_teds", {"DAILY": "3", "NOT_USED": "1"}),
        ("DISCHARGE_REASON", "map_teds",
         {"COMPLETED": "1", "COMPLETED_REDUCED_USE": "1", "TRANSFERRED_TREATMENT": "4",
          "TRANSFERRED_CUSTODY": "5", "DROPPED_OUT": "2", "PROVIDER_WITHDREW": "3",
          "DECLINED": "2", "MOVED": "7", "DIED": "6", "OTHER": "7"}),
        ("NULL_FLAVOUR", "map_tdi", dict.fromkeys(["UNK", "REF", "NASK", "NA"], "99")),
    ],
)  # fmt: skip
def test_mappings_are_those_of_the_standards(
    name: str, column: str, expected: dict[str, str]
) -> None:
    codes = LISTS[name].codes

    assert {code: codes[code][column] for code in expected} == expected


@pytest.mark.django_db
def test_the_tables_hold_what_the_files_say() -> None:
    load(CodeList, Code, version=VERSION)

    stored = {
        (row.list.name, row.code): {
            column: str(getattr(row, column)) for column in LISTS[row.list.name].codes[row.code]
        }
        for row in Code.objects.filter(list__version=VERSION).select_related("list")
    }
    assert stored == {
        (each.name, code): row for each in LISTS.values() for code, row in each.codes.items()
    }
    assert str(CodeList.objects.get(name="SEX")) == f"SEX {VERSION}"


@pytest.mark.django_db
def test_loading_again_changes_only_what_differs() -> None:
    load(CodeList, Code, version=VERSION)
    heroin = Code.objects.get(list__name="SUBSTANCE", code="HEROIN")
    heroin.label_ru = "?"
    heroin.save()
    Code.objects.get(list__name="SEX", code="MALE").delete()
    out = StringIO()

    call_command("load_code_lists", stdout=out)

    heroin.refresh_from_db()
    assert heroin.label_ru == "Героин"
    assert str(heroin) == "HEROIN"
    assert "1 codes added, 1 changed" in out.getvalue()
