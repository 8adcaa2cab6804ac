"""The terms that the list starts with (reference 7.9), in English and in Russian.

Person first, after the guidance of NIDA ("Words Matter"). Other languages wait for professionals
who speak them. What a law says in these words stays: terms of law only warn.
"""

from cms.terms import Severity


PERSON = "Names a person by an illness."
JUDGES = "Judges, and suggests a choice or a guilt."
VAGUE = "Says nothing that can be checked."
FRIGHTENS = "Frightens and stigmatises."

WARN, BLOCK = Severity.WARN, Severity.BLOCK
RULES: tuple[tuple[str, str, str, str, str], ...] = (
    ("en", "/(?<!\\w)addicts?(?!\\w)/", BLOCK, "person with a substance use disorder", PERSON),
    ("en", "junkie*", BLOCK, "person who uses drugs", PERSON),
    ("en", "drug abuser*", BLOCK, "person who uses drugs", PERSON),
    ("en", "drug user*", WARN, "person who uses drugs", PERSON),
    ("en", "/(?<!\\w)alcoholics?(?!\\w)(?! (?:drink|beverage))/", WARN,
     "person with alcohol use disorder", PERSON),
    ("en", "drunkard*", BLOCK, "person with alcohol use disorder", PERSON),
    ("en", "ex-addict*", BLOCK, "person in recovery", PERSON),
    ("en", "abuse", WARN, "use; harmful use; disorder", JUDGES),
    ("en", "drug habit*", WARN, "use; disorder", JUDGES),
    ("en", "dirty urine", BLOCK, "positive test", JUDGES),
    ("en", "/(?<!\\w)(?:clean|dirty) tests?(?!\\w)/", WARN, "negative test; positive test", JUDGES),
    ("en", "substitution drug*", WARN, "medication for opioid use disorder", JUDGES),
    ("en", "replacement drug*", WARN, "agonist treatment", JUDGES),
    ("en", "addicted bab*", BLOCK, "newborn with withdrawal syndrome", PERSON),
    ("en", "scourge", BLOCK, "health problem", FRIGHTENS),
    ("en", "war on drugs", WARN, "rise in harm", FRIGHTENS),
    ("en", "epidemic of addict*", BLOCK, "rise in harm", FRIGHTENS),
    ("en", "soft drug*", WARN, "name the substance", VAGUE),
    ("en", "hard drug*", WARN, "name the substance", VAGUE),
    ("en", "legal high*", WARN, "new psychoactive substances", VAGUE),
    ("ru", "наркоман", BLOCK, "человек, употребляющий наркотики", PERSON),
    ("ru", "/(?<!\\w)наркоман(?:а|у|ом|е|ы|ов|ам|ами|ах|к\\w+)(?!\\w)/", BLOCK,
     "человек, употребляющий наркотики; человек с зависимостью", PERSON),
    ("ru", "наркомани*", WARN, "зависимость; в цитате закона можно", JUDGES),
    ("ru", "наркот", BLOCK, "человек, употребляющий наркотики", PERSON),
    ("ru", "торч*", BLOCK, "человек, употребляющий наркотики", PERSON),
    ("ru", "алкоголик*", BLOCK, "человек с алкогольной зависимостью", PERSON),
    ("ru", "пьяниц*", BLOCK, "человек с алкогольной зависимостью", PERSON),
    ("ru", "злоупотреб*", WARN, "употребление; вредное употребление", JUDGES),
    ("ru", "пагубн* привычк*", WARN, "употребление; расстройство", JUDGES),
    ("ru", "/(?<!\\w)(?:чистый|грязный) (?:тест|анализ)\\w*/", WARN,
     "отрицательный результат; положительный результат", JUDGES),
    ("ru", "заместительн* наркотик*", BLOCK, "поддерживающая терапия агонистами опиоидов", JUDGES),
    ("ru", "бывш* наркоман*", BLOCK, "человек в ремиссии", PERSON),
    ("ru", "/(?:реб[её]нок|дети)-наркоман\\w*/", BLOCK, "новорождённый с синдромом отмены", PERSON),
    ("ru", "/(?<!\\w)чум(?:а|ы|ой|у)(?!\\w)/", BLOCK, "проблема здоровья", FRIGHTENS),
    ("ru", "борьб* с наркоманами", BLOCK, "помощь людям", FRIGHTENS),
    ("ru", "/(?<!\\w)л[её]гки\\w+ наркотик\\w*/", WARN, "назвать вещество", VAGUE),
    ("ru", "/(?<!\\w)тяж[её]л\\w+ наркотик\\w*/", WARN, "назвать вещество", VAGUE),
    ("ru", "/(?<!\\w)наркологическ\\w+ уч[её]т\\w*/", WARN,
     "наблюдение; в цитате закона можно", JUDGES),
)  # fmt: skip
