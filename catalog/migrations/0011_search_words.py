"""Synonyms, the vocabulary, and which version of the shop wrote a product's words.

Quick, whatever the number of products: words written before are found as before, and
``catalog.tasks.tend_search`` or ``rebuild_search`` writes them anew. The new column may be empty, so
that SQLite adds it without making the table anew (see 0002).
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_facets'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchdocument',
            name='version',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('word', models.CharField(max_length=40)),
                ('plain', models.CharField(max_length=40)),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['word', 'language'], name='search_word_known')],
            },
        ),
        migrations.CreateModel(
            name='Synonyms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='One word or phrase a line, such as “trainers”. Capitals, accents, plurals and hyphens make no difference.', verbose_name='words')),
                ('also_finds', models.TextField(blank=True, help_text='Empty: the words above all mean the same, and each finds what the others find. Otherwise, one a line: the words above also find these, but not the other way round.', verbose_name='also find')),
                ('language', models.CharField(blank=True, choices=[('', 'both languages'), ('fr', 'French'), ('en', 'English')], help_text='In which language these words are to be understood.', max_length=2, verbose_name='language')),
            ],
            options={
                'verbose_name': 'synonyms',
                'verbose_name_plural': 'synonyms',
                'ordering': ['words', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='synonyms_of_something'), models.CheckConstraint(condition=models.Q(('language__in', ['', 'fr', 'en'])), name='synonyms_language_known')],
            },
        ),
    ]
