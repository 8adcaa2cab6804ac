# ruff: noqa - the normative text of norm=1 stands as it was published
# fmt: off
"""The normative normaliser of `norm=1`, an oracle for the readable one."""

import re, unicodedata as U
CYR = {**dict(zip('абвгдезийклмнопрстуфхыэ', 'abvgdeziiklmnoprstufhie')), **dict(zip('ёжцчшщюяәғқңөұүһіҳҷӣӯў', 'ejccssuaagknouuhihjiuu')), 'ъ': '', 'ь': ''}
LAT = dict(zip('ñňŋžýşšçčğǵäáəöóüúı', 'nnnjissccggaaaoouui'))
KIN = set('uli ulu ugli ogli uglu oglu kizi kiz gizi giz tegin'.split())
SUR = 'skaa ska sko ski ovna evna ovic evic ova eva ina zoda zade zada en an ov ev in i'.split() + sorted(KIN)
PAT = 'inicna icna ovic evic ovna evna ic zoda'.split() + sorted(KIN)
DIG = [p.split('>') for p in 'shch>s sch>s sh>s ch>c dzh>j zh>j dj>j kh>h gh>g ts>c ph>f y>i w>v q>k x>h'.split()]
def fold(w):
    for a, b in DIG: w = w.replace(a, b)
    old = None
    while old != w:
        old, w = w, re.sub(r'i(?=[aeou])', '', re.sub(r'(.)\1+', r'\1', w))
        if len(w) > 3: w = re.sub(r'(?<=[aeou])i$', '', w)
    return w
def words(s):
    s = U.normalize('NFKC', s or '').lower().replace('i\u0307', 'i')
    s = ''.join(c for c in s if U.category(c) not in ('Cc', 'Cf', 'Mn') or c in '\u0306\u0308')
    s = re.sub("['`´’‘ʻʼʹ]", "'", U.normalize('NFC', s))
    for w in re.split(r"(?:[^\w']|[_\d])+", s):
        if re.search('[\u0400-\u04ff]', w): w = w.translate(str.maketrans('aceopxyikmhtb', 'асеорхуікмнтв'))
        w = w.replace("o'", 'u').replace("g'", 'g')
        w = fold(re.sub('[^a-z]', '', ''.join(CYR.get(c, LAT.get(c, U.normalize('NFD', c)[0])) for c in w)))
        if w: yield w
def cut(k, ends):
    return next((k[:-len(e)] for e in sorted(ends, key=len, reverse=True) if k.endswith(e) and len(k) - len(e) >= 3), k)
def surname(s): return cut(''.join(w for w in words(s) if w not in KIN), SUR)
def patronymic(s): return cut(''.join(w for w in words(s) if w not in KIN), PAT)
def given(s): return next(words(s), '')
def C(k): return re.sub('^[aeiou]', 'a', k[:1]) + re.sub('[aeiou]', '', k[1:])
