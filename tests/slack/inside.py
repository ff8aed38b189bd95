"""Runs local-slack in a network of its own: loopback only, and two Unix sockets as the way in and the way out.

    unshare -n python inside.py BINARY CONFIG FOLDER

local-slack listens on every interface and cannot be told otherwise. Here there is only one, and nobody else can reach
it. `FOLDER/in` leads to local-slack; what local-slack sends to 127.0.0.1:OUT comes out at `FOLDER/out`. Both are files,
so they reach across. Everything ends when standard input ends: nothing is left behind, however the test ends.
"""

import asyncio
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

PORT = 4005
OUT = 4006
LOOPBACK = "127.0.0.1"
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
CHUNK = 2**16

Stream: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Handler: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def loopback_up() -> None:
    """What `ip link set lo up` does. OSError where this process may not."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        fcntl.ioctl(one, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


def relay(connect: Callable[[], Awaitable[Stream]]) -> Handler:
    """Hand every connection on to where `connect` leads, both ways."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            beyond, onward = await connect()
        except OSError:
            writer.close()
            return
        await asyncio.gather(pour(reader, onward), pour(beyond, writer))

    return handle


async def pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(CHUNK):
            sink.write(data)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()


async def main(binary: str, config: str, folder: Path) -> None:
    loopback_up()
    await asyncio.start_unix_server(relay(lambda: asyncio.open_connection(LOOPBACK, PORT)), folder / "in")
    await asyncio.start_server(relay(lambda: asyncio.open_unix_connection(folder / "out")), LOOPBACK, OUT)
    command = [
        binary,
        "--config",
        config,
        "--port",
        str(PORT),
        "--base-host",
        LOOPBACK,
        "--files-dir",
        f"{folder}/files",
    ]
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL, cwd=folder)
    over = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    await asyncio.wait([over, asyncio.create_task(process.wait())], return_when=asyncio.FIRST_COMPLETED)
    if process.returncode is None:
        process.kill()
        await process.wait()
    # The thread that reads standard input cannot be ended otherwise.
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
