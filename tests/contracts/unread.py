"""What the source writes and nothing reads: functions, model fields, settings, events, notice texts, offered rules.

It reads the product, not its tests: a name that only a test says is unread. `unread.txt` holds the exceptions.
"""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (
    *("config", "portal", "desk", "workflows", "mediation", "arrears", "petitions", "notices"),
    *("documents", "clocks", "cases", "offices", "law"),
)
SETTINGS = ROOT / "config" / "settings"
ASKING = {"filter", "exclude", "get", "Q", "order_by", "aggregate", "annotate", "get_object_or_404", "F", "OuterRef"}
"""Calls whose keywords or words read a column; the keywords of any other call write it or have their own meaning."""

OF_DJANGO = {"email", "last_login", "is_staff", "is_superuser", "date_joined", "password"}
"""Columns that Django's own accounts bring and use."""

FRAMEWORK_METHOD = re.compile(
    r"^(clean_\w+|from_db_value|get_prep_value|deconstruct|get_help_text|process_view|doctype)$"
)
"""Methods that Django, or the XML parser, calls by their name alone."""

# What Django and its companions read by its name alone.
READ_BY_DJANGO = re.compile(
    r"^(ADMINS|ALLOWED_HOSTS|ANONYMOUS_USER_NAME|APPEND_SLASH|AUTH_\w+|AUTHENTICATION_BACKENDS|AXES_\w+|CACHES|CELERY_\w+"
    r"|CONTENT_SECURITY_POLICY|CSRF_\w+|DATABASES|DATABASE_ROUTERS|DATA_UPLOAD_\w+|DEBUG|DEFAULT_\w+|EMAIL_\w+"
    r"|FILE_UPLOAD_\w+|FORMAT_\w+|FORM_RENDERER|GUARDIAN_\w+|INSTALLED_APPS|IPWARE_\w+|LANGUAGES?|LANGUAGE_\w+"
    r"|LOCALE_PATHS|LOGGING|LOGIN_\w+|LOGOUT_\w+|MEDIA_ROOT|MESSAGE_\w+|MIDDLEWARE|PASSWORD_\w+|ROOT_URLCONF|SECRET_KEY\w*"
    r"|SECURE_\w+|SERVER_EMAIL|SESSION_\w+|SILENCED_\w+|STATIC\w+|STORAGES|TEMPLATES|TEST_\w+|TIME_ZONE|USE_\w+"
    r"|WHITENOISE_\w+|[AW]SGI_APPLICATION|X_FRAME_OPTIONS)$"
)


def _files(*suffixes: str) -> Iterator[Path]:
    for folder in (*FOLDERS, "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax tree of each module of the product."""
    return {path: ast.parse(path.read_text("utf-8")) for path in _files(".py")}


@cache
def _template_words() -> frozenset[str]:
    text = " ".join(
        part
        for path in _files(".html", ".txt", ".css", ".svg")
        for part in re.findall(r"\{[{%].*?[%}]\}", path.read_text("utf-8"), re.DOTALL)
    )
    return frozenset(re.findall(r"\w+", text))


@cache
def _said() -> Counter[str]:
    """Count how often each name is said: as a name, an attribute, an imported name, or a whole word of a string."""
    said: Counter[str] = Counter(_template_words())
    for tree in trees().values():
        documentation = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                said[node.id] += 1
            elif isinstance(node, ast.Attribute):
                said[node.attr] += 1
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                said.update(re.findall(r"\w+", node.value))
    return said


def _docstrings(tree: ast.Module) -> set[int]:
    owners = ast.Module | ast.ClassDef | ast.FunctionDef
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    return {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _inherited(path: Path, owner: str, name: str) -> bool:
    """Tell whether a method fills a place that a class from outside the product, or a protocol, calls by its name."""
    found = getattr(import_module(_module_of(path)), owner, None)
    if not inspect.isclass(found) or getattr(found, "_is_protocol", False):
        return True
    return any(name in vars(base) for base in found.__mro__[1:] if base.__module__.split(".")[0] not in FOLDERS)


def _is_called_by_a_framework(node: ast.FunctionDef | ast.ClassDef) -> bool:
    quiet = {"property", "staticmethod", "classmethod", "cache", "cached_property", "contextmanager", "atomic"}
    quiet |= {"wraps", "dataclass", "overload", "lru_cache", "total_ordering", "require_POST", "require_GET"}
    names = {
        each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")
        for each in (item.func if isinstance(item, ast.Call) else item for item in node.decorator_list)
    }
    return bool(names - quiet)


def dead_functions() -> Iterator[str]:
    """Yield each function, method and class that nothing in the product names."""
    kinds = ast.FunctionDef | ast.ClassDef
    for path, tree in trees().items():
        place = path.relative_to(ROOT)
        if "commands" in path.parts or path.name == "apps.py":
            continue
        for node in (node for node in tree.body if isinstance(node, kinds)):
            if not _said()[node.name] and not _is_called_by_a_framework(node):
                yield f"function {place}:{node.name}"
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if not isinstance(inner, ast.FunctionDef) or _said()[inner.name]:
                    continue
                if inner.name.startswith("__") or FRAMEWORK_METHOD.match(inner.name):
                    continue
                if not _is_called_by_a_framework(inner) and not _inherited(path, node.name, inner.name):
                    yield f"function {place}:{node.name}.{inner.name}"


@cache
def _read_columns() -> frozenset[str]:
    read = set(_template_words())
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                read.add(node.attr)
            elif isinstance(node, ast.Call):
                read |= _asked_by(node)
    return frozenset(read)


def _asked_by(call: ast.Call) -> set[str]:
    """Return the columns that a call asks for: by keyword in a query, or as a word anywhere but `update_fields`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    asked: set[str] = set()
    if name in ASKING:
        asked |= {part for keyword in call.keywords if keyword.arg for part in keyword.arg.split("__")}
    words = [*call.args, *(item.value for item in call.keywords if item.arg not in {"update_fields", "fields"})]
    for node in (inner for word in words for inner in _words(word)):
        asked |= {part for part in re.split(r"__|[^\w]", node.lstrip("-")) if part}
    return asked


def _words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            yield from _words(item)


def unread_fields() -> Iterator[str]:
    """Yield each column of our models that no page shows and no code reads: it is only written."""
    # A tuple of names that code walks with getattr reads them too.
    walked = {
        word
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for value in ast.walk(node.value)
        if isinstance(value, ast.Tuple | ast.Set)
        for word in _words(value)
    }
    walked |= _columns_in_sql()
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in FOLDERS or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            names = {field.name, field.attname, f"get_{field.name}_display"}
            is_own = field.name != "id" and field.name not in OF_DJANGO
            if is_own and not names & (_read_columns() | walked):
                yield f"field {model._meta.label}.{field.name}"


def _columns_in_sql() -> set[str]:
    """Return the columns that raw SQL names behind the alias of a table."""
    texts = (node.value for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {word for text in texts if isinstance(text, str) for word in re.findall(r"\b[a-z]\.(\w+)", text)}


def unread_settings() -> Iterator[str]:
    """Yield each setting of ours that no code reads as `settings.NAME`, and none of Django's names for one."""
    read = {
        node.attr
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "settings"
    } | {
        node.args[1].value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "getattr"
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id == "settings"
        and isinstance(node.args[1], ast.Constant)
    }
    written: set[str] = set()
    for path, tree in trees().items():
        if path.is_relative_to(SETTINGS):
            for node in tree.body:
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                written |= {target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()}
            read |= {
                node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            }
    yield from (f"setting {name}" for name in sorted(written - read) if not READ_BY_DJANGO.match(name))


def _strings(*, without: tuple[str, ...]) -> frozenset[str]:
    """Return each string constant of the product outside the modules whose paths end with one of `without`."""
    return frozenset(
        node.value
        for path, tree in trees().items()
        if not str(path).endswith(without)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def events_without_writer() -> Iterator[str]:
    """Yield each registered event that no act appends."""
    from cases.events import EVENTS

    said = _strings(without=("events.py",)) | _appended()
    yield from (f"event {name}" for name in sorted(set(EVENTS) - said))


def _appended() -> set[str]:
    calls = (node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        argument.value
        for call in calls
        if isinstance(call.func, ast.Attribute | ast.Name)
        and (call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id) == "append"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def texts_without_writer() -> Iterator[str]:
    """Yield each notice text that nothing posts."""
    from notices.texts import TEXTS

    said = _strings(without=("texts.py",))
    yield from (f"text {code}" for code in sorted(set(TEXTS) - said))


def rules_that_nothing_arms() -> Iterator[str]:
    """Yield each service standard that the rules page offers and no step or act arms."""
    from clocks.standards import DEFAULTS

    said = _strings(without=("clocks/standards.py",))
    yield from (f"rule {code}" for code in sorted(set(DEFAULTS) - said))


def unread() -> list[str]:
    """Return everything that is written and never read."""
    found = [dead_functions(), unread_fields(), unread_settings()]
    found += [events_without_writer(), texts_without_writer(), rules_that_nothing_arms()]
    return sorted({line for lines in found for line in lines})
