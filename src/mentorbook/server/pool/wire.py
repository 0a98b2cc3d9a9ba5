"""Messages between the server and the processes of the pool: JSON over a pair of sockets that nobody else can reach."""

from __future__ import annotations

import json
import socket
from typing import Any

LARGEST = 128 * 1024
"""Bytes a message may have. The system delivers it whole or not at all."""

Message = dict[str, Any]


class TooLarge(ValueError):
    """A message of more than `LARGEST` bytes."""


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a line that keeps messages apart. Neither is inherited by programs that are started."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def encode(message: Message) -> bytes:
    """The bytes that travel.

    Raises:
        TooLarge: There are too many of them.
    """
    data = json.dumps(message).encode()
    if len(data) > LARGEST:
        raise TooLarge(f"{len(data)} bytes")
    return data


def decode(data: bytes) -> Message:
    """What `encode` was given."""
    message: Message = json.loads(data)
    return message


def send(line: socket.socket, message: Message, *fds: int) -> None:
    """Sends a message, and open files with it."""
    socket.send_fds(line, [encode(message)], fds)


def receive(line: socket.socket) -> tuple[Message | None, list[int]]:
    """Waits for a message and the open files that came with it. None: the other end is closed."""
    try:
        data, fds, _, _ = socket.recv_fds(line, LARGEST, 1, socket.MSG_CMSG_CLOEXEC)
    except ConnectionResetError:
        return None, []
    return (decode(data) if data else None), fds
