"""A bucket of an S3-compatible store as storage of files; its library is in requirements-s3.txt."""

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from storages.backends.s3 import S3Storage

ONE_REQUEST = 1024**3
"""A file up to this size is written, and read, by one request: it is there whole or not at all."""


class PrivateBucket(S3Storage):
    """A bucket, asked with time-outs that end before the page's, in the plain protocol that compatible stores speak."""

    def __init__(self, *, addressing: str, **options: str) -> None:
        super().__init__(
            client_config=Config(
                connect_timeout=2,
                read_timeout=10,
                retries={"total_max_attempts": 2},
                signature_version="s3v4",
                s3={"addressing_style": addressing},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            transfer_config=TransferConfig(
                multipart_threshold=ONE_REQUEST, multipart_chunksize=ONE_REQUEST, use_threads=False
            ),
            file_overwrite=True,
            **options,
        )

    @property
    def place(self) -> str:
        """Where the files lie, in words of the operator."""
        return f"the files of QINGXIN_S3_BUCKET ({self.bucket_name})"

    def found(self) -> None:
        """Do nothing: a bucket is made by whoever runs the store."""
