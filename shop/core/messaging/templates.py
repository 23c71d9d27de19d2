"""Templates of mails, made flat: one list of nodes for each template and language.

At every rendering Django looks for the parents of a template, finds out which of their blocks count, and
translates what it says. All of that is the same for each mail in one language, so it is done once: a
reminder is written in not much more than half of the time, and says the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any

from django.template import Context, Engine, Node, NodeList, Template
from django.template.base import TextNode, VariableNode, render_value_in_context
from django.template.defaulttags import CommentNode, IfNode, LoadNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

REMEMBERED = 256  # templates in a language; there are some forty

Blocks = Mapping[str, BlockNode]


def written(name: str, values: Mapping[str, object]) -> str:
    """Return the template ``name`` with ``values``, as ``render_to_string`` does, in the active language."""
    template = flat(Engine.get_default().get_template(name))
    return str(template.render(Context(dict(values))))


def flat(template: Template) -> Template:
    """Return ``template`` in the active language, with nothing left to look for.

    It renders as ``template`` does, but for two things that no mail needs: there is no ``block.super``,
    and a name that a block sets is still set after it. A file that is changed is another template.
    """
    return _flat(template, get_language())


@lru_cache(maxsize=REMEMBERED)
def _flat(template: Template, _language: str | None) -> Template:
    made = copy(template)
    made.nodelist = _nodes(template.nodelist, {}, template.engine)
    return made


def _nodes(nodes: Iterable[Node], blocks: Blocks, engine: Engine) -> NodeList:
    """Return what ``nodes`` come to. ``blocks`` are those of the templates that extend theirs, by name."""
    merged = NodeList()
    for each in chain.from_iterable(_of(node, blocks, engine) for node in nodes):
        if isinstance(each, TextNode) and merged and isinstance(merged[-1], TextNode):
            merged[-1] = TextNode(merged[-1].s + each.s)
        else:
            merged.append(each)
    return merged


def _of(node: Node, blocks: Blocks, engine: Engine) -> Iterator[Node]:
    match node:
        case ExtendsNode():
            parent = engine.get_template(_name(node.parent_name))
            yield from _nodes(parent.nodelist, {**node.blocks, **blocks}, engine)
        case BlockNode():
            yield from _nodes(blocks.get(node.name, node).nodelist, blocks, engine)
        case IncludeNode() if _is_plain(node):
            included = engine.get_template(_name(node.template))
            yield from _nodes(included.nodelist, {}, engine)
        case TranslateNode() if _is_constant(node):
            yield TextNode(node.render(Context()))
        case VariableNode():
            yield _Value(node.filter_expression)
        case LoadNode() | CommentNode():
            pass
        case _:
            yield _with_flat_children(node, blocks, engine)


def _name(written: Any) -> str:
    """Return the name of a template, of the expression between quotes that names it."""
    return str(written.var)


def _is_plain(node: IncludeNode) -> bool:
    is_named = isinstance(node.template.var, str) and not node.template.filters
    return is_named and not (node.extra_context or node.isolated_context)


def _is_constant(node: TranslateNode) -> bool:
    said = node.filter_expression
    return not (said.filters or node.asvar or node.message_context) and said.var.literal is not None


def _with_flat_children(node: Any, blocks: Blocks, engine: Engine) -> Node:
    made: Any = copy(node)
    if isinstance(node, IfNode):
        made.conditions_nodelists = [
            (condition, _nodes(nodes, blocks, engine))
            for condition, nodes in node.conditions_nodelists
        ]
    else:
        for name in node.child_nodelists:
            if hasattr(node, name):
                setattr(made, name, _nodes(getattr(node, name), blocks, engine))
    return made  # type: ignore[no-any-return]


class _Value(VariableNode):
    """What stands between ``{{ }}``; texts, which most of them are, on the shortest way."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is SafeString:
            return value
        if type(value) is str:
            return SafeString(escape(value)) if context.autoescape else value
        return render_value_in_context(value, context)
