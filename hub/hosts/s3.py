"""An S3-compatible bucket (Amazon, Cloudflare R2, Backblaze, MinIO …), with types and cache headers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hub.hosts.files import Done
from hub.hosts.release import Sendable
from hub.hosts.secrets import needed, secret
from hub.hosts.trouble import HostTrouble, wrong_setup
from hub.model import Host, HubError

_AT_ONCE = 8
_FOR_EVER = "public, max-age=31536000, immutable"
_MISSING = ("NoSuchKey", "404", "NotFound")
_ACLS = ("private", "public-read")


class S3Store:
    """Objects in a bucket, below `prefix`. Each is put whole or not at all. See `Store`."""

    def __init__(self, root: Path, host: Host) -> None:
        self._host, self._bucket = host, host.text("bucket")
        prefix = host.text("prefix").strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        acl = host.text("acl")
        if acl and acl not in _ACLS:
            raise wrong_setup(f"`acl` of the host {host.name} cannot be {acl!r}. Use {' or '.join(_ACLS)}.")
        self._acl = {"ACL": acl} if acl else {}
        self._client = _client(root, host)

    def read(self, path: str) -> bytes | None:
        """See `Keeper`."""
        try:
            with self._troubles():
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
                data: bytes = answer["Body"].read()
                return data
        except _Missing:
            return None

    def write(self, path: str, data: bytes) -> None:
        """See `Keeper`. A note of Laurel's is for nobody's eyes but its own."""
        with self._troubles():
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + path,
                Body=data,
                ContentType="application/gzip",
                CacheControl="no-store",
            )

    def forget(self, path: str) -> None:
        """See `Keeper`."""
        with suppress(HostTrouble):
            self._delete(path)

    def put(self, release: Sendable, paths: Sequence[str], new_folders: Sequence[str], done: Done) -> None:
        """See `Store`."""

        def one(path: str) -> None:
            output = release.files[path]
            data = release.read(path)
            with self._troubles():
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + path,
                    Body=data,
                    ContentType=output.type,
                    CacheControl=cache_header(path, self._host.number("page_seconds", 60)),
                    Metadata={"sha256": output.sha},
                    **self._acl,
                )

        _side_by_side(one, paths, done)

    def remove(self, paths: Sequence[str], empty: Sequence[str], done: Done) -> None:
        """See `Store`. A bucket has no folders."""
        _side_by_side(self._delete, paths, done)

    def close(self) -> None:
        """See `Store`."""
        self._client.close()

    def _delete(self, path: str) -> None:
        with suppress(_Missing), self._troubles():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + path)

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Turn what the service answers into words."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _MISSING:
                raise _Missing from error
            raise HostTrouble(self._words(code, str(error.response.get("Error", {}).get("Message", "")))) from error
        except (BotoCoreError, OSError) as error:
            words = " ".join(str(error).split())
            raise HostTrouble(f"{self._where()} did not answer ({words})") from error

    def _words(self, code: str, message: str) -> str:
        known = {
            "NoSuchBucket": f"there is no bucket called {self._bucket}; make it first, or mend `bucket`",
            "AccessDenied": f"these keys may not do that in the bucket {self._bucket}; "
            "they need to list, get, put and delete",
            "InvalidAccessKeyId": "it does not know the access key",
            "SignatureDoesNotMatch": "the secret key does not belong to the access key",
        }
        said = f"{message.rstrip('.')} ({code})"
        return f"{self._where()}: {known.get(code, said)}"

    def _where(self) -> str:
        return self._host.text("endpoint") or "Amazon S3"


class _Missing(HostTrouble):
    """There is no such object."""


def cache_header(path: str, page_seconds: int) -> str:
    """How long browsers may keep a file: for ever what has another address when it changes, pages a moment."""
    if path.startswith("static/"):  # asked for with ?v=VERSION, or named by what is in them
        return _FOR_EVER
    return f"public, max-age={page_seconds}, must-revalidate"


def _side_by_side(do: Callable[[str], None], paths: Sequence[str], done: Done) -> None:
    """Do something with each path, a few at once; `done` hears of them in their order. The first trouble stops it."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tasks = {pool.submit(do, path): path for path in paths}
        try:
            for task, path in tasks.items():
                task.result()
                done(path)
        except BaseException:
            for task in tasks:
                task.cancel()
            wait(tasks, return_when=FIRST_EXCEPTION)
            raise


def _client(root: Path, host: Host) -> Any:
    try:
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
        from botocore.session import Session
    except ImportError:
        raise wrong_setup(
            f"The host {host.name} needs what speaks to S3. Install it: pip install 'laurel-hub[s3]'."
        ) from None
    key, word = needed(root, host, "access-key"), needed(root, host, "secret-key")
    session = Session()
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, os.devnull)  # only what the hub says counts
    config = Config(
        connect_timeout=15,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=_AT_ONCE,
        request_checksum_calculation="when_required",  # the newer sums are refused by other makers' services
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if host.flag("path_style") else "auto"},
    )
    try:
        return session.create_client(
            "s3",
            region_name=host.text("region") or "us-east-1",
            endpoint_url=host.text("endpoint") or None,
            aws_access_key_id=key,
            aws_secret_access_key=word,
            aws_session_token=secret(root, host, "session-token") or None,
            config=config,
        )
    except (BotoCoreError, ValueError) as error:
        raise HubError(f"The host {host.name} cannot be used: {error}", status=2) from error
