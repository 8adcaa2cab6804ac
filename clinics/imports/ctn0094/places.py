"""Where the masked sites are placed: a fixed table of invented clinics in real regions.

Kazakhstan (10), Kyrgyzstan (9) and Tajikistan (6) are the countries of the five with opioid agonist
treatment. No clinic of these names is known to us; the people and the places have nothing to do
with each other.
"""

from dataclasses import dataclass
from uuid import UUID, uuid5


NAMESPACE = UUID("6f1a3c52-8f0e-5d0b-9b43-0094b5a9c0de")


@dataclass(frozen=True)
class Place:
    """One invented clinic with its only site."""

    country: str
    region: str
    city: str
    city_ru: str
    word: str
    word_ru: str

    @property
    def name(self) -> str:
        """The clinic's name."""
        return f"{self.word} Clinic, {self.city}"

    @property
    def name_ru(self) -> str:
        """The clinic's name in Russian."""
        return f"Клиника «{self.word_ru}», {self.city_ru}"


PLACES: dict[int, Place] = {
    24: Place("KG", "KG-GB", "Bishkek", "Бишкек", "Ala-Archa", "Ала-Арча"),
    11: Place("KZ", "KZ-75", "Almaty", "Алматы", "Samal", "Самал"),
    17: Place("KZ", "KZ-71", "Astana", "Астана", "Arman", "Арман"),
    34: Place("KG", "KG-GO", "Osh", "Ош", "Tilek", "Тилек"),
    22: Place("TJ", "TJ-DU", "Dushanbe", "Душанбе", "Chashma", "Чашма"),
    9: Place("KZ", "KZ-79", "Shymkent", "Шымкент", "Bulaq", "Булак"),
    5: Place("KZ", "KZ-35", "Qaraghandy", "Караганда", "Shapaq", "Шапак"),
    32: Place("TJ", "TJ-SU", "Khujand", "Худжанд", "Bahor", "Бахор"),
    7: Place("KG", "KG-GB", "Bishkek", "Бишкек", "Jashyl", "Жашыл"),
    23: Place("KG", "KG-C", "Tokmok", "Токмок", "Kaiyng", "Кайын"),
    13: Place("KZ", "KZ-55", "Pavlodar", "Павлодар", "Dala", "Дала"),
    25: Place("TJ", "TJ-KT", "Bokhtar", "Бохтар", "Lola", "Лола"),
    26: Place("KG", "KG-J", "Jalal-Abad", "Джалал-Абад", "Archa", "Арча"),
    2: Place("KZ", "KZ-63", "Öskemen", "Усть-Каменогорск", "Altyn", "Алтын"),
    21: Place("KZ", "KZ-15", "Aqtöbe", "Актобе", "Saulet", "Саулет"),
    12: Place("TJ", "TJ-DU", "Dushanbe", "Душанбе", "Subh", "Субх"),
    28: Place("KG", "KG-O", "Uzgen", "Узген", "Bulak", "Булак"),
    19: Place("KZ", "KZ-39", "Qostanay", "Костанай", "Tobyl", "Тобыл"),
    35: Place("TJ", "TJ-KT", "Kulob", "Куляб", "Sabza", "Сабза"),
    8: Place("KG", "KG-Y", "Karakol", "Каракол", "Köl", "Кёл"),
    29: Place("KZ", "KZ-10", "Semey", "Семей", "Ertis", "Ертис"),
    33: Place("KG", "KG-T", "Talas", "Талас", "Nur", "Нур"),
    14: Place("KZ", "KZ-31", "Taraz", "Тараз", "Terek", "Терек"),
    20: Place("TJ", "TJ-GB", "Khorugh", "Хорог", "Parvoz", "Парвоз"),
    16: Place("KG", "KG-N", "Naryn", "Нарын", "Jailoo", "Жайлоо"),
}
"""Masked site -> place, largest site first."""

SPARE: tuple[Place, ...] = (
    Place("KZ", "KZ-75", "Almaty", "Алматы", "Alma", "Алма"),
    Place("KG", "KG-GB", "Bishkek", "Бишкек", "Kün", "Кюн"),
    Place("TJ", "TJ-SU", "Istaravshan", "Истаравшан", "Naqsh", "Накш"),
    Place("KZ", "KZ-71", "Astana", "Астана", "Esil", "Есиль"),
    Place("KG", "KG-B", "Batken", "Баткен", "Örük", "Ёрюк"),
)
"""For sites that the table does not know, in turn by their number."""


def place(site: int) -> Place:
    """Where a masked site is placed."""
    known = PLACES.get(site)
    if known:
        return known
    spare = SPARE[site % len(SPARE)]
    return Place(
        spare.country,
        spare.region,
        spare.city,
        spare.city_ru,
        f"{spare.word} {site}",
        f"{spare.word_ru} {site}",
    )


def organisation_uid(site: int) -> UUID:
    """The same clinic in every run."""
    return uuid5(NAMESPACE, f"site/{site}")


def registration_key(run: UUID | str, who: int) -> UUID:
    """The key under which the vault answers the same person again."""
    return uuid5(NAMESPACE, f"{run}/{who}")
