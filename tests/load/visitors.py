"""Visitors without a browser: they load a page and speak to its kernel as the page would, at next to no cost.

So fifty of them can come at once without fifty browsers' taking the processor from the server that is measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE = 300  # seconds
XSRF = uuid.uuid4().hex
PING = 1  # seconds between two signs of life, as our pages give them while somebody looks
KERNEL = re.compile(rb'"kernelId":\s*"([0-9a-f-]{36})"')
WIDGET = re.compile(rb'"model_id":\s*"([0-9a-f]{32})"')

Message = dict[str, Any]


def client(connections: int) -> AsyncHTTPClient:
    """What asks for pages, so many at once."""
    return SimpleAsyncHTTPClient(force_instance=True, max_clients=connections, max_buffer_size=2**26)


class Visitor:
    """One of them.

    Attributes:
        taken: Seconds until the page had come whole.
        kernel: The id of the page's kernel.
    """

    def __init__(self, url: str, address: str) -> None:
        self.url, self.address = url, address
        self.taken = 0.0
        self.kernel = self.widget = ""
        self.heard: asyncio.Queue[Message] = asyncio.Queue()
        self.socket: WebSocketClientConnection | None = None
        self.tasks: list[asyncio.Task[None]] = []

    async def load(self, http: AsyncHTTPClient) -> float:
        """Gets the page, all of it: it ends when its kernel has run the cells.

        Raises:
            RuntimeError: It came without a kernel.
        """
        began = time.perf_counter()
        answer = await http.fetch(
            HTTPRequest(self.address, connect_timeout=PATIENCE, request_timeout=PATIENCE)
        )
        self.taken = time.perf_counter() - began
        kernel, widget = KERNEL.search(answer.body), WIDGET.search(answer.body)
        if not kernel or not widget:
            raise RuntimeError("a page came without its kernel")
        self.kernel, self.widget = kernel[1].decode(), widget[1].decode()
        return self.taken

    async def connect(self) -> None:
        """Opens the line to the kernel, and waits until it answers."""
        where = f"{self.url.replace('http', 'ws', 1)}api/kernels/{self.kernel}/channels"
        self.socket = await websocket_connect(where, max_message_size=2**26)
        self.tasks.append(asyncio.create_task(self._listen()))
        await self._send("kernel_info_request", {})
        await self._until("kernel_info_reply")

    async def open(self, file: str, role: str) -> None:
        """Opens a workbook on our page, and stays there: says every second that somebody looks."""
        here = {"type": "hello", "page": uuid.uuid4().hex, "open": {"file": file, "role": role}}
        await self.say(here)
        await self._until("opened")
        self.tasks.append(asyncio.create_task(self._look()))

    async def say(self, content: Message) -> None:
        """Sends a message to the page's widget."""
        data = {"method": "custom", "content": content}
        await self._send("comm_msg", {"comm_id": self.widget, "data": data})

    async def end(self, http: AsyncHTTPClient) -> None:
        """Ends the kernel, as a page does when it is left."""
        pair = {"Cookie": f"_xsrf={XSRF}", "X-XSRFToken": XSRF}  # what proves that no other site asks
        await http.fetch(f"{self.url}api/kernels/{self.kernel}", method="DELETE", headers=pair)

    async def leave(self) -> None:
        """Hangs up."""
        for task in self.tasks:
            task.cancel()
        if self.socket is not None:
            self.socket.close()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(PING)
            await self.say({"type": "ping", "place": ""})

    async def _send(self, kind: str, content: Message) -> None:
        assert self.socket is not None
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": uuid.uuid4().hex,
            "username": "",
            "version": "5.3",
            "date": datetime.now(UTC).isoformat(),
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self.socket.write_message(json.dumps({**message, "channel": "shell"}))

    async def _listen(self) -> None:
        assert self.socket is not None
        while (text := await self.socket.read_message()) is not None:
            with suppress(
                ValueError, KeyError, TypeError
            ):  # messages with buffers, which are not meant for us
                message = json.loads(text)
                kind, content = message["header"]["msg_type"], message["content"]
                if kind == "comm_msg" and content["data"].get("method") == "custom":
                    await self.heard.put(content["data"]["content"])
                elif kind == "kernel_info_reply":
                    await self.heard.put({"type": kind})

    async def _until(self, kind: str) -> Message:
        async with asyncio.timeout(PATIENCE):
            while (message := await self.heard.get()).get("type") != kind:
                continue
        return message
