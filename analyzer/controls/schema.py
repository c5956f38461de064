"""The JSON Schema of files with controls, made from the models that read them."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from analyzer.controls.catalogue_tables import Benchmarks, CatalogueControl
from analyzer.controls.control_tables import CustomControl, CustomControls

SCHEMA = "urn:cis-evidence-analyzer:controls:1"  # `$id`; a new number when the format breaks


class _Generator(GenerateJsonSchema):
    """TOML has no null, so what may be left out is left out; titles and defaults would only repeat names."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A name in another form than the names of a table is a mistake as well."""
        return {**super().dict_schema(schema), "additionalProperties": False}


def schema() -> str:
    """The schema (draft 2020-12). What no schema can say, such as that a pattern is one, only `read` says."""
    models = (CustomControl, CustomControls, CatalogueControl, Benchmarks)
    _, found = models_json_schema([(model, "validation") for model in models], schema_generator=_Generator)
    document = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": SCHEMA,
        "title": "Controls of cis-evidence analyze --control-file, as TOML",
        "description": "A file holds one control, or several, each under [[control]]. Files of the catalogue "
        "that comes with the program follow #/$defs/CatalogueControl and #/$defs/Benchmarks. What no schema "
        "can say, such as that a pattern is one, the program checks when it reads the file.",
        "oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in (CustomControl, CustomControls)],
        **found,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
