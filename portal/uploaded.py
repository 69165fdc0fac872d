"""Files that come several at a time: the good ones are kept, and each bad one is named with its reason."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.uploads import CheckedFile, check_upload, says_why
from offices.errors import Refusal
from portal import doors


def sort_out(
    request: HttpRequest,
    uploads: Sequence[UploadedFile],  # type: ignore[type-arg]
    *,
    most: int,
) -> tuple[list[CheckedFile], list[str]]:
    """Return the files that are kept, and a sentence for each that is not: bad, beyond `most`, or too fast."""
    kept: list[CheckedFile] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            if len(kept) >= most:
                raise Refusal(_("最多 %(most)s 个文件。") % {"most": most})
            doors.limit(request, "upload", tries=60, minutes=60)
            kept.append(check_upload(upload))
        except Refusal as refusal:
            refused.append(says_why(upload, refusal))
    return kept, refused
