"""Form fields that more than one front shows."""

from typing import Any

from django import forms

from offices.models import Division


class CountyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A county of the province, shown with its prefecture."""

    def __init__(self, **kwargs: Any) -> None:
        counties = Division.objects.filter(level=Division.Level.COUNTY).select_related("parent").order_by("code")
        super().__init__(queryset=counties, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} {obj.name}"
