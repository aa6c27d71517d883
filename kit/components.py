"""Template components with declared attributes: a misspelt or forgotten one fails when the page is compiled.

A component is a file in templates/components/ that begins with `{% attributes text tone="info" %}`.
Its template is found once, when the calling template is compiled; showing it is then little more
than joining its nodes.
"""

from collections.abc import Iterable
from typing import Any

from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Variable, token_kwargs
from django.template.defaulttags import LoadNode
from django.template.engine import Engine

# What a component sees of its page beside its own attributes.
SHARED = ("request", "user", "csrf_token")
CONSTANT_NAMES = ("True", "False", "None")
_ABSENT = object()


class AttributesNode(Node):
    """What a component declares: attribute name → default, or `REQUIRED`."""

    REQUIRED = object()

    def __init__(self, declared: dict[str, Any]) -> None:
        self.declared = declared

    def render(self, context: Context) -> str:
        return ""


class Component:
    """One component's declaration and nodes, ready to be shown many times."""

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            self.template: Template = Engine.get_default().get_template(f"components/{name}.html")
        except TemplateDoesNotExist as missing:
            raise TemplateSyntaxError(
                f"There is no component “{name}” (templates/components/{name}.html)."
            ) from missing
        declarations = [node for node in self.template.nodelist if isinstance(node, AttributesNode)]
        if len(declarations) != 1:
            raise TemplateSyntaxError(f"Component “{name}” must declare its attributes once, at its top.")
        self.declared = declarations[0].declared
        self.nodelist = _trimmed(self.template.nodelist)

    def check(self, given: Iterable[str]) -> None:
        """Refuse a call with an attribute that is not declared, or without one that is required."""
        given = set(given)
        allowed = ", ".join(sorted(self.declared)) or "none"
        for name in sorted(given - set(self.declared)):
            raise TemplateSyntaxError(f"Component “{self.name}” has no attribute “{name}”. It allows: {allowed}.")
        for name, default in self.declared.items():
            if default is AttributesNode.REQUIRED and name not in given:
                raise TemplateSyntaxError(
                    f"Component “{self.name}” needs the attribute “{name}”. It allows: {allowed}."
                )

    def render(self, values: dict[str, Any], page: Context) -> str:
        """The component's HTML, seeing `values` and nothing else of `page` but what is `SHARED`."""
        for name in SHARED:
            if (shared := page.get(name, _ABSENT)) is not _ABSENT:
                values.setdefault(name, shared)
        context = Context(values, autoescape=page.autoescape)
        context.template = self.template
        context.render_context.template = self.template
        return self.nodelist.render(context)


class ComponentNode(Node):
    """One call of a component in a page. Constant attributes are worked out once, at compile time."""

    child_nodelists = ("nodelist",)

    def __init__(self, component: Component, given: dict[str, FilterExpression], nodelist: NodeList | None) -> None:
        component.check(given)
        self.component = component
        self.nodelist = nodelist
        self.constants = {k: v for k, v in component.declared.items() if k not in given}
        self.dynamic: list[tuple[str, FilterExpression]] = []
        for name, expression in given.items():
            if _is_constant(expression):
                self.constants[name] = expression.resolve(Context())
            else:
                self.dynamic.append((name, expression))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.component.name}>"

    def render(self, context: Context) -> str:
        values = self.constants.copy()
        for name, expression in self.dynamic:
            values[name] = expression.resolve(context)
        if self.nodelist is not None:
            values["body"] = self.nodelist.render(context)
        return self.component.render(values, context)


def read_call(parser: Parser, bits: list[str]) -> tuple[Component, dict[str, FilterExpression]]:
    """`{% show "name" a=b %}` split into its component and attributes; any other form is refused."""
    tag, *rest = bits
    if not rest or len(rest[0]) < 3 or rest[0][0] not in "'\"" or rest[0][-1] != rest[0][0]:
        raise TemplateSyntaxError(f"{{% {tag} %}} takes the component's name in quotes, then attributes as name=value.")
    component = Component(rest[0][1:-1])
    remaining = rest[1:]
    given = token_kwargs(remaining, parser)
    if remaining:
        raise TemplateSyntaxError(f"Component “{component.name}”: “{remaining[0]}” is not of the form name=value.")
    if len(given) != len(rest) - 1:
        raise TemplateSyntaxError(f"Component “{component.name}”: an attribute is given twice.")
    return component, given


def read_declaration(parser: Parser, bits: list[str]) -> AttributesNode:
    """`{% attributes text tone="info" %}`: bare names are required, the others optional."""
    declared: dict[str, Any] = {}
    for bit in bits[1:]:
        name, equals, default = bit.partition("=")
        if not name.isidentifier() or name in declared or name == "body" or name in SHARED:
            raise TemplateSyntaxError(f"{{% attributes %}}: “{name}” cannot be declared (twice, reserved, or no name).")
        declared[name] = parser.compile_filter(default).resolve(Context()) if equals else AttributesNode.REQUIRED
    return AttributesNode(declared)


def _is_constant(expression: FilterExpression) -> bool:
    if expression.filters:
        return False
    if not isinstance(expression.var, Variable):
        return True
    lookups = expression.var.lookups
    return lookups is None or (len(lookups) == 1 and lookups[0] in CONSTANT_NAMES)


def _trimmed(nodes: NodeList) -> NodeList:
    """The nodes that print something, without the white space around them: components stand inside sentences."""
    kept = [node for node in nodes if not isinstance(node, AttributesNode | LoadNode)]
    for edge, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while kept and isinstance(node := kept[edge], TextNode):
            if text := strip(node.s):
                kept[edge] = TextNode(text)
                break
            kept.pop(edge)
    return NodeList(kept)
