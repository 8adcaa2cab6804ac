"""Common names of the five countries, from which invented people are put together.

Each tradition is a way of writing names that is in use: an alphabet, an ending for surnames, a way
of naming the father. Mixed on purpose, as in a clinic's real card index.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tradition:
    """One way in which names are built; pairs are (men, women)."""

    men: str
    women: str
    surnames: str
    fathers: str
    surname_endings: tuple[str, str] = ("", "а")
    patronymic_endings: tuple[str, str] = ("ович", "овна")


RUSSIAN = Tradition(
    men="Сергей Андрей Дмитрий Виктор Алексей Олег Павел Игорь Руслан Тимур",
    women="Елена Ольга Наталья Светлана Ирина Марина Татьяна Анна Юлия Галина",
    surnames="Иванов Кузнецов Смирнов Попов Соколов Морозов Волков Зайцев Павлов Козлов",
    fathers="Иван Петр Виктор Степан Роман Антон Владимир Федор",
)
KAZAKH = Tradition(
    men="Нұрлан Ерлан Серік Бауыржан Дәурен Асқар Қайрат Талғат Марат Әлібек",
    women="Айгүл Әлия Гүлнар Динара Сәуле Жанар Мәдина Айжан Бибігүл Зарина",
    surnames="Ахметов Жұмабаев Қасымов Оспанов Сейітов Әбенов Төлеуов Байжанов Ғаниев Ермеков",
    fathers="Серік Нұрлан Марат Қайрат Асқар Ерлан Болат Мұрат",
    patronymic_endings=("ұлы", "қызы"),
)
KAZAKH_IN_RUSSIAN = Tradition(
    men="Нурлан Ерлан Серик Бауржан Даурен Аскар Кайрат Талгат Марат Алибек",
    women="Айгуль Алия Гульнара Динара Сауле Жанар Мадина Айжан Асель Зарина",
    surnames="Ахметов Джумабаев Касымов Оспанов Сейтов Абенов Тулеуов Байжанов Ганиев Ермеков",
    fathers="Серик Нурлан Марат Кайрат Аскар Ерлан Болат Мурат",
)
KAZAKH_IN_LATIN = Tradition(
    men="Nurlan Yerlan Serik Baurzhan Dauren Askar Kairat Talgat Marat Alibek",
    women="Aigul Aliya Gulnara Dinara Saule Zhanar Madina Aizhan Assel Zarina",
    surnames="Akhmetov Zhumabayev Kassymov Ospanov Seitov Abenov Tuleuov Baizhanov Ganiyev",
    fathers="Serik Nurlan Marat Kairat Askar Yerlan Bolat Murat",
    surname_endings=("", "a"),
    patronymic_endings=("ovich", "ovna"),
)
KYRGYZ = Tradition(
    men="Азамат Нурбек Бакыт Эркин Талант Улан Таалай Мирлан Кубаныч Айбек",
    women="Айгүл Гүлзат Нургүл Жылдыз Айзада Чолпон Бермет Назгүл Жаркын Мээрим",
    surnames="Асанов Токтоматов Жээнбеков Мамытов Сыдыков Осмонов Кадыров Турдубаев Өмүрбеков",
    fathers="Асан Токтомат Мамыт Сыдык Осмон Кадыр Бакыт Эркин",
)
KYRGYZ_BY_FATHER = Tradition(
    men=KYRGYZ.men,
    women=KYRGYZ.women,
    surnames=KYRGYZ.fathers,
    fathers="",
    surname_endings=(" уулу", " кызы"),
)
TAJIK = Tradition(
    men="Фаррух Хуршед Далер Рустам Ҷамшед Сорбон Фирдавс Шаҳром Баҳром Меҳроб",
    women="Мадина Нигина Зарина Гулнора Шаҳноза Мавҷуда Парвина Сайёра Фарзона Манижа",
    surnames="Раҳмонов Каримов Назаров Шарипов Саидов Юсупов Давлатов Холов Мирзоев Одинаев",
    fathers="Карим Раҳим Саид Юсуф Назар Шариф Давлат Одил",
)
TAJIK_WITHOUT_ENDING = Tradition(
    men=TAJIK.men,
    women=TAJIK.women,
    surnames="Раҳмон Карим Назар Шариф Саид Давлат Мирзо Одина",
    fathers="",
    surname_endings=("зода", "зода"),
)
UZBEK = Tradition(
    men="Jasur Bobur Sardor Otabek Dilshod Sherzod Aziz Ulugʻbek Oybek Farhod",
    women="Dilnoza Nilufar Gulnora Malika Shahnoza Feruza Nargiza Zilola Sevara Umida",
    surnames="Karimov Yoʻldoshev Rahimov Toʻrayev Saidov Abdullayev Ergashev Tursunov Gʻaniyev",
    fathers="Karim Rahim Anvar Botir Sobir Tursun Ergash Abdulla",
    surname_endings=("", "a"),
    patronymic_endings=(" oʻgʻli", " qizi"),
)
UZBEK_IN_RUSSIAN = Tradition(
    men="Жасур Бобур Сардор Отабек Дильшод Шерзод Азиз Улугбек Ойбек Фарход",
    women="Дильноза Нилуфар Гульнора Малика Шахноза Феруза Наргиза Зилола Севара Умида",
    surnames="Каримов Юлдашев Рахимов Тураев Саидов Абдуллаев Эргашев Турсунов Ганиев",
    fathers="Карим Рахим Анвар Батыр Сабир Турсун Эргаш Кадыр",
)
TURKMEN = Tradition(
    men="Myrat Serdar Batyr Merdan Döwlet Maksat Kerim Begenç Arslan Rüstem",
    women="Aýgül Ogulgerek Jeren Maral Bahar Läle Gözel Aknabat Selbi Oguljan",
    surnames="Ataýew Orazow Berdiýew Gurbanow Nuryýew Annaýew Meredow Ömürbekow Saparow",
    fathers="Myrat Kerim Batyr Oraz Gurban Sapar Mered Arslan",
    surname_endings=("", "a"),
    patronymic_endings=("owiç", "owna"),
)

TRADITIONS: dict[str, tuple[Tradition, ...]] = {
    "KZ": (KAZAKH, KAZAKH_IN_RUSSIAN, KAZAKH_IN_RUSSIAN, KAZAKH_IN_LATIN, RUSSIAN, RUSSIAN),
    "KG": (KYRGYZ, KYRGYZ, KYRGYZ_BY_FATHER, RUSSIAN),
    "TJ": (TAJIK, TAJIK, TAJIK_WITHOUT_ENDING, RUSSIAN),
    "TM": (TURKMEN, TURKMEN, RUSSIAN),
    "UZ": (UZBEK, UZBEK, UZBEK_IN_RUSSIAN, RUSSIAN),
}
