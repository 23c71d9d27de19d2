"""Lookups that Django lacks."""

from typing import Any

from django.db.models import Field, IntegerField
from django.db.models.lookups import In


@Field.register_lookup
class Among(In):
    """``pk__among=[…]``: ``IN`` for hundreds of values that are known, as one parameter.

    PostgreSQL gets an array. A placeholder for each value costs Django and psycopg ten times as long
    as the database needs to find the rows, and so do steps for each integer on its way there: whole
    numbers go as they are. Of a foreign key ask ``cart__pk__among``. Of many, hand over a set: Django
    looks into each value of a list for expressions.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        if self._holds_keys():
            return self.rhs
        return super().get_prep_lookup()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if hasattr(self.rhs, "as_sql"):  # another query
            return self.as_sql(compiler, connection)
        values = [value for value in self.rhs if value is not None]
        if not values:
            return self.as_sql(compiler, connection)  # which says that nothing is found
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.cast_db_type(connection)
        array = f"{{{','.join(map(str, values))}}}" if self._holds_keys() else values
        return f"{column} = ANY(%s::{kind}[])", [*params, array]

    def _holds_keys(self) -> bool:
        """Tell whether all are integers, for a column of integers: nothing is to be made of them."""
        if hasattr(self.rhs, "resolve_expression"):
            return False
        is_of_integers = isinstance(self.lhs.output_field, IntegerField)
        return is_of_integers and set(map(type, self.rhs)) <= {int}
