"""Vietnamese syllables without accents, and what a mistyped one may have meant."""

import re
from functools import lru_cache

ONSETS = frozenset(["", *"b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()])
RIMES = frozenset(
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu "
    "im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong op ot "
    "u ua uan uang uat uay uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych "
    "uyen uyet uynh uyt uyu y yem yen yet yeu".split()
)
LETTERS = "abcdeghiklmnopqrstuvxy"
_TELEX_DOUBLES = re.compile("([aeod])\\1")
_TELEX_MARKS = re.compile("(?<=[aeiouy])[sfrxj]|w|(?<=.)[sfrxj]$")


def is_syllable(word: str) -> bool:
    """Whether ``word``, small letters without accents, is an onset and a rime: "nguyen", but not "ngueyn"."""
    return any(word[:cut] in ONSETS and word[cut:] in RIMES for cut in range(min(4, len(word)) + 1))


@lru_cache(maxsize=2048)
def meant_by(word: str) -> frozenset[str]:
    """The other syllables one slip away: a letter left out, one too many, a wrong one, two exchanged; and what Telex
    keys say when no Vietnamese keyboard was on ("nguyeenx")."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    near = {left + right[1:] for left, right in cuts if right}
    near |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    near |= {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    near |= {left + letter + right for left, right in cuts for letter in LETTERS}
    near.add(_TELEX_MARKS.sub("", _TELEX_DOUBLES.sub("\\1", word)))
    return frozenset(other for other in near if other != word and is_syllable(other))
