"""What the shop keeps about people: for how long, how it is erased, what they may read (P3, P5, P7).

Each app says so in a module ``privacy`` of its own, by these registries:

* ``processing.register``: what, why, by which right, for how long, and the verb that forgets it;
* ``erasing.erases_person``: what goes when somebody asks for it;
* ``exporting.exports_person``: what they get when they ask what is kept.

``manage.py record_of_processing`` writes the first down, and tests hold models against it.
"""
