"""The catalogue of controls: data files and their typed loader."""

from analyzer.controls.catalogue import AlarmPrescription, Control, load_control

__all__ = ["AlarmPrescription", "Control", "load_control"]
