"""One row of words a product, and the index over them that each database keeps by itself.

The indexes are no part of Django's state, which is the same on both databases. Mind when the
table changes: SQLite drops a table's triggers when Django rebuilds it, so a migration that alters
SearchDocument runs ``drop_index`` before and ``create_index`` after it.
"""

import django.db.models.deletion
from django.db import migrations, models

# Contentless: the words stand in the table already. Neither positions nor lengths are kept, since
# rank is where a word stands, which it tells itself. The tokenizer splits at spaces: words hold
# nothing else. The prefixes are two, three and four letters behind two marks.
SQLITE_TABLE = """
CREATE VIRTUAL TABLE catalog_searchindex USING fts5(
    words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='4 5 6'
)
"""
SQLITE_ADD = "INSERT INTO catalog_searchindex(rowid, words) VALUES (new.product_id, new.words);"
# A contentless table forgets a row by being told again what the row held.
SQLITE_REMOVE = """
INSERT INTO catalog_searchindex(catalog_searchindex, rowid, words)
VALUES ('delete', old.product_id, old.words);
"""
SQLITE_TRIGGERS = {
    "searchdocument_added": f"AFTER INSERT ON catalog_searchdocument BEGIN {SQLITE_ADD} END",
    "searchdocument_removed": f"AFTER DELETE ON catalog_searchdocument BEGIN {SQLITE_REMOVE} END",
    "searchdocument_changed": (
        "AFTER UPDATE ON catalog_searchdocument WHEN old.words IS NOT new.words "
        f"BEGIN {SQLITE_REMOVE} {SQLITE_ADD} END"
    ),
}
SQLITE_FILL = """
INSERT INTO catalog_searchindex(rowid, words) SELECT product_id, words FROM catalog_searchdocument
"""

# Words become lexemes as they are, like those of the 'simple' configuration: PostgreSQL's own
# parser would cut references its own way.
# A search passes by many rows and unpacks few: words and vectors are kept out of the rows (0014, too).
POSTGRESQL_SLIM_ROWS = "ALTER TABLE catalog_searchdocument SET (toast_tuple_target = 128)"
POSTGRESQL_COLUMN = """
ALTER TABLE catalog_searchdocument
ADD COLUMN vector tsvector
GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
"""
# Without the list of pending words, a search costs the same after an import as before it.
POSTGRESQL_INDEX = """
CREATE INDEX searchdocument_vector ON catalog_searchdocument
USING gin (vector) WITH (fastupdate = off)
"""

# Asked directly, the planner rather reads the whole table when it expects many products: it does
# not know what it costs to unpack a vector (measured: 110 ms instead of 1 for 10,000 products).
POSTGRESQL_FUNCTION = """
CREATE FUNCTION catalog_search_matching(query tsquery) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY SELECT product_id FROM catalog_searchdocument WHERE vector @@ query;
END
$$
"""


def create_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE_TABLE)
        for name, body in SQLITE_TRIGGERS.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {body}")
        schema_editor.execute(SQLITE_FILL)
    else:
        schema_editor.execute(POSTGRESQL_SLIM_ROWS)
        schema_editor.execute(POSTGRESQL_COLUMN)
        schema_editor.execute(POSTGRESQL_INDEX)
        schema_editor.execute(POSTGRESQL_FUNCTION)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE_TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")
        schema_editor.execute("DROP TABLE catalog_searchindex")
    else:
        schema_editor.execute("DROP FUNCTION catalog_search_matching")
        schema_editor.execute("ALTER TABLE catalog_searchdocument DROP COLUMN vector")


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_document', serialize=False, to='catalog.product')),
                ('words', models.TextField()),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
