import gettext
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import trans_real

from shop.core import translation
from tests.factories import CategoryFactory, ProductFactory, VariantFactory
from tests.visible_text import untranslated, visible_texts

ROOT = Path(settings.BASE_DIR)
FRENCH = ROOT / "locale/fr/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|{\w*}")


@pytest.fixture(scope="module")
def catalogue():
    return translation.read(FRENCH)


@pytest.fixture
def language(tmp_path):
    """A folder of a language for the tool to write into."""
    folder = tmp_path / "locale" / "fr"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    return folder


def forms(value):
    return value if isinstance(value, (list, tuple)) else (value,)


def placeholders(text):
    return sorted(set(PLACEHOLDER.findall(text)))


# The French of the shop ----------------------------------------------------------------------


def test_catalogue_is_what_the_command_would_write(language):
    copy = shutil.copy(FRENCH, language / "LC_MESSAGES")
    translation.update(ROOT, language)
    written = [path.read_text(encoding="utf-8").splitlines() for path in (FRENCH, Path(copy))]
    kept, fresh = ([line for line in each if "Generated-By" not in line] for each in written)
    assert fresh == kept


def test_every_text_is_translated(catalogue):
    assert [message.id for message in translation.missing(catalogue)] == []
    assert [message.id for message in catalogue if message.fuzzy] == []
    assert dict(catalogue.obsolete) == {}


def test_every_plural_has_its_forms(catalogue):
    plurals = [message for message in catalogue if message.pluralizable]
    assert {len(message.string) for message in plurals} == {catalogue.num_plurals}


def test_placeholders_are_kept(catalogue):
    for message in catalogue:
        if message.id:
            french = [placeholders(form) for form in forms(message.string)]
            assert french == [placeholders(form) for form in forms(message.id)], message.id


def test_french_is_typed_as_french_is(catalogue):
    """No-break spaces before high signs and inside quotes, and no typewriter's apostrophe."""
    wrong = re.compile(r"'|(?<![\u202f])[;!?]|(?<!\u00a0):|«(?!\u00a0)|(?<!\u00a0)»")
    french = [form for message in catalogue if message.id for form in forms(message.string)]
    assert [text for text in french if wrong.search(text)] == []


# The tool ------------------------------------------------------------------------------------

PYTHON = [
    ('_("Plain")', ("Plain", None)),
    ('gettext_lazy("One" " text")', ("One text", None)),
    ('gettext_noop("Later")', ("Later", None)),
    ('ngettext("%(n)s cup", "%(n)s cups", n)', (("%(n)s cup", "%(n)s cups"), None)),
    ('pgettext("price", "from")', ("from", "price")),
    ('npgettext_lazy("tea", "a cup", "cups", n)', (("a cup", "cups"), "tea")),
]
TEMPLATES = [
    ('{% translate "Plain" %}', ("Plain", None)),
    ("<p title=\"{% translate 'Quoted' %}\">", ("Quoted", None)),
    ('{% translate "Don\'t (really)" as words %}', ("Don't (really)", None)),
    ('{% translate "from" context "price" %}', ("from", "price")),
    ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", ("Hello %(name)s", None)),
    ("{% blocktranslate trimmed %}\n  One\n  line\n{% endblocktranslate %}", ("One line", None)),
    (
        "{% blocktranslate count n=n %}{{ n }} cup{% plural %}{{ n }} cups{% endblocktranslate %}",
        (("%(n)s cup", "%(n)s cups"), None),
    ),
    (
        '{% blocktranslate count n=n context "tea" trimmed %}\n a\n cup\n{% plural %}\n cups\n{% endblocktranslate %}',
        (("a cup", "cups"), "tea"),
    ),
    ('{% include "x.html" with text=_("Handed on") only %}', ("Handed on", None)),
    ('{{ name|default:_("Nobody") }}', ("Nobody", None)),
    ('{{ _("Shown") }}', ("Shown", None)),
]


@pytest.mark.parametrize(("source", "text"), PYTHON)
def test_texts_of_code(tmp_path, source, text):
    (tmp_path / "code.py").write_text(source)
    assert [each[2:] for each in translation.texts(tmp_path)] == [text]


@pytest.mark.parametrize("suffix", ["html", "txt"])
@pytest.mark.parametrize(("source", "text"), TEMPLATES)
def test_texts_of_templates(tmp_path, source, text, suffix):
    (tmp_path / f"page.{suffix}").write_text(f"It's (not ours) {source} it isn't")
    assert [each[2:] for each in translation.texts(tmp_path)] == [text]


@pytest.mark.parametrize(
    "path", ["tests/test_x.py", "a/migrations/0001.py", ".venv/x.py", "var/x.html", "notes.md"]
)
def test_texts_leaves_out_what_nobody_reads(tmp_path, path):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text('{% translate "No" %} _("No")' if "html" in path else '_("No")')
    assert list(translation.texts(tmp_path)) == []


def test_update_keeps_drops_and_adds(tmp_path, language):
    code = tmp_path / "code.py"
    code.write_text('_("Kept"); _("Gone")')
    path = language / "LC_MESSAGES" / "django.po"
    translation.update(tmp_path, language)
    filled = path.read_text().replace('"Kept"\nmsgstr ""', '"Kept"\nmsgstr "Gardé"')
    path.write_text(filled.replace('"Gone"\nmsgstr ""', '"Gone"\nmsgstr "Parti"'))
    code.write_text('_("Kept"); _("Gone too")')
    translation.update(tmp_path, language)
    found = translation.read(path)
    assert [(each.id, each.string) for each in found if each.id] == [
        ("Gone too", ""),
        ("Kept", "Gardé"),
    ]
    assert (dict(found.obsolete), found.fuzzy, "Parti" in path.read_text()) == ({}, False, False)


def test_text_without_its_french_stays_english(tmp_path, language):
    """An empty form would show nothing at all."""
    (tmp_path / "code.py").write_text('_("a"); ngettext("cup", "cups", n); pgettext("c", "d")')
    catalogue = translation.update(tmp_path, language)
    translation.compiled(language / "LC_MESSAGES" / "django.po")
    assert len(translation.missing(catalogue)) == 3
    with (language / "LC_MESSAGES" / "django.mo").open("rb") as file_object:
        read = gettext.GNUTranslations(file_object)
    assert (read.gettext("a"), read.ngettext("cup", "cups", 2)) == ("a", "cups")
    assert read.pgettext("c", "d") == "d"


def test_command_compiles_what_django_reads(language, settings):
    settings.LOCALE_PATHS = [language.parent]
    shutil.copy(FRENCH, language / "LC_MESSAGES")
    call_command("translations")
    with (language / "LC_MESSAGES" / "django.mo").open("rb") as file_object:
        read = gettext.GNUTranslations(file_object)
    assert read.gettext("Sign in") == "Se connecter"
    assert read.pgettext("price", "from") == "à partir de"
    plural = ("%(total)s product", "%(total)s products")
    assert [read.ngettext(*plural, n) for n in (0, 1, 2)] == [
        "%(total)s produit",
        "%(total)s produit",
        "%(total)s produits",
    ]


def test_command_counts_what_is_missing(language, settings, tmp_path, capsys):
    settings.LOCALE_PATHS, settings.BASE_DIR = [language.parent], tmp_path
    (tmp_path / "code.py").write_text('_("a"); ngettext("cup", "cups", n)')
    translation.update(tmp_path, language)
    call_command("translations", "--update")
    assert capsys.readouterr().out.endswith("django.po: 2 texts, 2 to translate\n")


# Templates -----------------------------------------------------------------------------------

# Templates that may speak English, each with its reason.
ENGLISH = {"templates/catalog/gallery.html": "shown to developers alone, with DEBUG"}
FOLDERS = [ROOT / "templates", ROOT / "shop/demo/templates"]
OURS = {
    path.relative_to(ROOT).as_posix(): path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.suffix in {".html", ".txt"}
}


@pytest.mark.parametrize("name", OURS)
def test_template_leaves_no_text_untranslated(name):
    found = untranslated(OURS[name].read_text(encoding="utf-8"))
    assert bool(found) is (name in ENGLISH), found


@pytest.mark.parametrize(
    "template",
    [
        "<p>Words</p>",
        "{% if x %}Words{% endif %}",
        '<title>{{ name }} Words</title><img alt="">',
        '<img alt="Words">',
        '<nav aria-label="{% if x %}Words{% endif %}">',
        '<meta name="description" content="Words">',
        '{% include "x.html" with text="Words" only %}',
        '{{ name|default:"Words" }}',
        '{% firstof name "Words" %}',
    ],
)
def test_untranslated_finds_words(template):
    assert untranslated(template) == ["Words"]


@pytest.mark.parametrize(
    "template",
    [
        '{% translate "Words" %} {% blocktranslate %}Words{% endblocktranslate %}',
        "{# Words #}{% comment %}Words{% endcomment %}<style>words</style>",
        '<p class="words" data-testid="words">{{ words }} · 12 %</p>',
        '<p class="{{ level|default:"words" }}">{% firstof name _("Words") %}</p>',
        '{% include "words.html" with id="words" label=_("Words") only %}',
    ],
)
def test_untranslated_leaves_the_rest(template):
    assert untranslated(template) == []


# Pages ---------------------------------------------------------------------------------------

PAGES = [
    "/",
    "/c/kitchen/",
    "/p/cup/",
    "/search/?q=zzz",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/key/x-y/",
    "/nowhere",
]


def texts_of_both():
    """Return ``(English, French)`` of all that Django, its libraries and the shop can say."""
    for key, french in trans_real.translation("fr")._catalog.items():
        english = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        if english and french and english != french:
            yield english, french


def foreign(html, texts):
    """Return what a page shows of ``texts``; in these, a placeholder stands for anything."""
    plain = {text for text in texts if not PLACEHOLDER.search(text)}
    telling = [text for text in texts - plain if len(PLACEHOLDER.sub("", text).strip()) > 3]
    patterns = [".+".join(map(re.escape, PLACEHOLDER.split(text))) for text in telling]
    any_of = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return [text for text in visible_texts(html) if text in plain or any_of.fullmatch(text)]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_page_speaks_one_language(client, settings, address, code):
    shelf = CategoryFactory(slug="kitchen", name_fr="Cuisine", name_en="Kitchen")
    VariantFactory(product=ProductFactory(category=shelf, slug="cup"))
    html = client.get(address, headers={"accept-language": code}).content.decode()
    english, french = ({pair[each] for pair in texts_of_both()} for each in (0, 1))
    french.discard(settings.SHOP_NAME)  # a name, and by chance the French for a cart
    assert f'<html lang="{code}">' in html
    assert foreign(html, english - french if code == "fr" else french - english) == []


def test_foreign_text_is_found():
    texts = {"Sign in", "%(total)s product found", "%(name)s"}
    html = '<p>Se connecter</p><p lang="en">Sign in</p><p>1 product found</p><a title="Sign in">x'
    assert foreign(html, texts) == ["1 product found", "Sign in"]
