"""What a model expects of a value, in a reader's words, and how a refused value is told with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from analyzer.controls.document import ControlDocument, shown, told
from analyzer.controls.lines import Step
from analyzer.errors import UsageError

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Expected:
    """Whatever is wrong of a value, an error says that it should be `words`.

    `more` goes into the JSON Schema: what only a schema says so, for the code checks it otherwise.
    """

    words: str
    more: dict[str, object] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.custom_error_schema(handler(source), "expected", custom_error_message=self.words)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        return {**handler(schema), **self.more}


class Holds(Expected):
    """The same of a value that holds others, which tell their own errors with their own places.

    `{key}` in the words is the key that the value stands at.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(self._checked, handler(source))

    def _checked(self, value: object, inner: Callable[[object], object]) -> object:
        try:
            return inner(value)
        except ValidationError as error:
            if all(not one["loc"] and one["type"] != "wrong" for one in error.errors(include_url=False)):
                raise PydanticCustomError("expected", "{words}", {"words": self.words}) from None
            raise


def wrong(sentence: str, *at: Step) -> PydanticCustomError:
    """The error that `sentence` is to say; `at` is the way from the value being checked to what is wrong."""
    return PydanticCustomError("wrong", "{sentence}", {"sentence": sentence, "at": at})


def read(document: ControlDocument, model: type[Model], context: object = None) -> Model:
    """The document as the model has it. Raises UsageError, with file and line, for what is wrong first."""
    try:
        return model.model_validate(document.values, context=context)
    except ValidationError as error:
        found = error.errors(include_url=False)
    # A key that is spelt wrong is also missed under its name: the spelling is what to mend.
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    raise _refusal(document, model, first) from None


def _refusal(document: ControlDocument, model: type[BaseModel], error: ErrorDetails) -> UsageError:
    path = document.reached((*error["loc"], *error.get("ctx", {}).get("at", ())))
    key = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    each = "each of " if path and isinstance(path[-1], int) else ""
    match error["type"]:
        case "wrong":
            problem = error["ctx"]["sentence"]
        case "missing":
            key = str(error["loc"][-1])
            problem = f"expected `{key}`, {_words(_table(model, error['loc'][:-1]), key)}, got none; add it"
        case "extra_forbidden":
            problem = _unknown(key, tuple(_table(model, error["loc"][:-1]).model_fields))
        case "expected" if error["loc"][-1] == "[key]":
            problem = f"expected {error['msg']}, got `{shown(key)}`; rename it"
        case kind:
            words = error["msg"].replace("{key}", key) if kind == "expected" else "a table"
            problem = f"expected {each}`{shown(key)}` to be {words}, got {told(error['input'])}"
    return document.wrong(path, problem)


def _unknown(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    expected = ", ".join(f"`{one}`" for one in known)
    mend = f"did you mean `{near[0]}`?" if near else "take it away"
    return f"expected one of {expected}, got `{shown(key)}`; {mend}"


def _words(table: type[BaseModel], key: str) -> str:
    """What a key that must be there is to hold."""
    return next(one.words for one in table.model_fields[key].metadata if isinstance(one, Expected))


def _table(model: type[BaseModel], steps: Iterable[Step]) -> type[BaseModel]:
    """The model of the table at the end of `steps`; a step that is no field of one leads to none."""
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            model = next(_tables(model.model_fields[step].annotation), model)
    return model


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables(inner)
