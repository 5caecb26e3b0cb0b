"""The character set is found where none is declared."""

import pytest

from index.formats.charsets import detect, known_codec
from index.formats.text import decode

TEXTS = [
    ("“The ferry was full,” she said — nobody was hurt. © Besmera Courier. It’s the first time.", "cp1252 mac-roman"),
    ("The café was full.", "cp1252"),
    ("Die Stadtwerke Süderau bauen sieben Windräder. „Das ist schön“, sagte Jutta Öhlmann.", "cp1252 cp850 mac-roman"),
    ("Le théâtre de Besméra a été rénové grâce à l'État. Ça coûte 3 €, où sont passés les élèves ?", "cp1252 iso8859-15"),
    ("El alcalde de Los Piños dijo que mañana habrá elección. ¿Cuántos años? Según él, once años más.", "cp1252 cp850"),
    ("Most na rzece został zamknięty. Wójt powiedział, że przyszły rok przyniesie więcej pieniędzy.", "cp1250 iso8859-2"),
    ("Starosta města řekl, že most bude otevřen příští rok. Žáci běželi k řece, kde čekal učitel.", "cp1250 iso8859-2"),
    ("A polgármester szerint a híd jövő évben készül el. Több mint öt millió forintba kerül az űrhajó.", "cp1250 iso8859-2"),
    ("Мэр города сообщил, что мост откроют в следующем году. Строительство стоило пять миллионов.", "cp1251 koi8-r cp866"),
    ("Ο δήμαρχος είπε ότι η γέφυρα θα ανοίξει τον επόμενο χρόνο. Το έργο κόστισε πέντε εκατομμύρια.", "cp1253"),
    ("Belediye başkanı köprünün gelecek yıl açılacağını söyledi. Işıklar şehirde güzel görünüyor.", "cp1254"),
    ("ראש העיר אמר שהגשר ייפתח בשנה הבאה. הבנייה עלתה חמישה מיליון שקלים.", "cp1255"),
    ("قال رئيس البلدية إن الجسر سيفتح العام المقبل. وكلف البناء خمسة ملايين.", "cp1256"),
    ("江岭市新大桥全长1260米，预计明年通车。市长表示，工程耗资五亿元。", "gb18030"),
    ("江嶺市新大橋全長1260公尺，預計明年通車。市長表示，工程耗資五億元。", "big5"),
    ("市長は、橋は来年開通すると述べた。建設費は５億円だった。カタカナもあります。", "cp932 euc_jp iso2022_jp"),
    ("시장은 다리가 내년에 개통될 것이라고 말했다. 건설비는 오억 원이었다.", "cp949"),
]


@pytest.mark.parametrize(("text", "codec"), [(text, codec) for text, codecs in TEXTS for codec in codecs.split()])
def test_text_is_read_in_the_character_set_that_it_is_in(text: str, codec: str) -> None:
    data = text.encode(codec, "ignore")
    assert data.decode(detect(data)) == data.decode(codec)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("gb2312", "gb18030"),
        ("windows-1251", "cp1251"),
        ("idna", None),
        ("punycode", None),
        ("nonsense", None),
        ("a\0b", None),
        (None, None),
    ],
)
def test_a_declared_set_is_widened_as_browsers_do_or_not_believed(label: str | None, codec: str | None) -> None:
    assert known_codec(label) == codec


@pytest.mark.parametrize(
    ("data", "declared", "text", "notes"),
    [
        ("Grüße".encode("cp1252"), None, "Grüße", ("read as CP1252",)),
        ("Grüße".encode(), "iso-8859-1", "GrÃ¼ÃŸe", ("read as CP1252",)),
        ("Grüße".encode("cp1252"), "utf-8", "Grüße", ("read as CP1252",)),
        ("Grüße aus Süderau ".encode() + b"\xfc.", None, "Grüße aus Süderau \ufffd.", ("a byte that is no UTF-8 shown as \ufffd",)),
        ("Der Preis: 20 €".encode()[:-1], None, "Der Preis: 20 \ufffd", ("a byte that is no UTF-8 shown as \ufffd",)),
        (b"plain", "iso-8859-1", "plain", ()),
    ],
)
def test_declared_goes_before_detected_and_a_stray_byte_costs_its_character(
    data: bytes, declared: str | None, text: str, notes: tuple[str, ...]
) -> None:
    assert decode(data, declared) == (text, notes)
