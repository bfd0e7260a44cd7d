"""Migrating a fresh database in a fraction of the time.

Django renders the models anew after each operation of a migration, with all that they are related to, so that the
classes of a data migration fit together: nine tenths of a first `dauys migrate`. A field, an index or a constraint can
be added to the class that is there, and nothing is related to a model that has just been made. Everything else, and
every later migrate, is left to Django; a test holds the schema that comes of it against Django's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED, Field


def _add_model(self: Any, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if _is_rendered(self):
        self.apps.render_multiple([model_state])


def _add_field(
    self: Any, app_label: str, model_name: str, name: str, field: "Field[Any, Any]", preserve_default: bool
) -> None:
    kept = field if preserve_default else field.clone()
    if not preserve_default:
        kept.default = NOT_PROVIDED
    key = app_label, model_name
    self.models[key].fields[name] = kept
    if self._relations is not None:
        self.resolve_model_field_relations(key, name, kept)
    if _is_rendered(self):
        model = self.apps.all_models[app_label][model_name]
        model._meta.apps = self.apps  # where the field looks for the model that it names
        model.add_to_class(name, kept.clone())
        self.apps.clear_cache()


def _append_option(self: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if _is_rendered(self):
        meta = self.apps.all_models[app_label][model_name]._meta
        setattr(meta, option_name, [*getattr(meta, option_name), obj])


def _is_rendered(state: Any) -> bool:
    """Asked of an attribute, `apps` would be rendered."""
    return "apps" in state.__dict__


@contextmanager
def quick_states() -> Iterator[None]:
    """Within it, what a migration adds is added to the classes that are there."""
    state: Any = ProjectState
    kept = state.add_model, state.add_field, state._append_option
    state.add_model, state.add_field, state._append_option = _add_model, _add_field, _append_option
    try:
        yield
    finally:
        state.add_model, state.add_field, state._append_option = kept
