"""An object store that speaks as S3, on loopback, in a process of its own: `python -m tests.store`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import served

BUCKET, PLACE = "state", "s3a://state/fundament"
# Any keys open it.
KEYS = {
    "AWS_ACCESS_KEY_ID": "synthetic-key",
    "AWS_SECRET_ACCESS_KEY": "synthetic-secret",
    "AWS_REGION": "us-east-1",
    # Sail asks the network where a bucket is unless it finds this.
    "AWS_DEFAULT_REGION": "us-east-1",
}


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """The environment in which the AWS tools, DuckDB and Sail find it, with an empty bucket."""
    with served("tests.store") as (address, _):
        # The first is of the AWS tools, the other two of Sail.
        yield {**KEYS, "AWS_ENDPOINT_URL": address, "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true"}


if __name__ == "__main__":
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name=KEYS["AWS_REGION"],
        aws_access_key_id="any",
        aws_secret_access_key="any",
    ).create_bucket(Bucket=BUCKET)
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
