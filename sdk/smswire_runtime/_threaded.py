"""The default asynchronous transport: the urllib3 transport on threads of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from smswire_runtime._deadline import Deadline
from smswire_runtime._errors import EncodeError
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import ClosedError, ConfigurationError, Phase, Reason
from smswire_runtime._tasks import Interruption
from smswire_runtime._tls import Trust
from smswire_runtime._transport import Base, Failure
from smswire_runtime._urllib3 import MAX_CONNECTIONS, Urllib3Transport


class ThreadedTransport:
    """Exchanges of any number of tasks, each on a thread while it lasts; see Urllib3Transport for the options."""

    def __init__(
        self, *, trust: Trust = None, proxy: str | bool = True, max_connections: int = MAX_CONNECTIONS
    ) -> None:
        self._inner = Urllib3Transport(trust=trust, proxy=proxy, max_connections=max_connections)
        self._size = max_connections
        self._threads = self._new_threads()
        self._process = os.getpid()
        self._closed = False

    def _new_threads(self) -> ThreadPoolExecutor:
        """As many as there are connections, so that nobody waits for a connection who has a thread."""
        return ThreadPoolExecutor(self._size, thread_name_prefix="smswire")

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """One request, one answer; see AsyncTransport."""
        job = self._start(base, request, operation, deadline)
        done = asyncio.wrap_future(job)
        try:
            await asyncio.wait([done], timeout=max(deadline.left(), 0))
            if not done.done():
                # Either no thread became free in time, or the thread notices by itself that the time is over.
                if job.cancel():
                    raise Failure(Phase.WAITING, Reason.BUSY, "", wrote=False)
                await asyncio.wait([done])
        except asyncio.CancelledError:
            deadline.cancel()
            raise Interruption(await _reached(job, done)) from None
        return done.result()

    def _start(
        self, base: Base, request: Request, operation: Operation, deadline: Deadline
    ) -> concurrent.futures.Future[Response]:
        if self._process != os.getpid():  # the threads of a parent process are not in its child
            self._threads, self._process = self._new_threads(), os.getpid()
        job: concurrent.futures.Future[Response] = concurrent.futures.Future()
        try:
            self._threads.submit(_work, job, partial(self._inner.exchange, base, request, operation, deadline))
        except RuntimeError as error:
            if self._closed:
                raise ClosedError("the client is closed") from None
            # A pool that has no thread for a job keeps it all the same: it may run later, or be running by now.
            if job.cancel():
                raise Failure(Phase.WAITING, Reason.BUSY, type(error).__name__, wrote=False) from None
        return job

    def rest(self, base: Base) -> None:
        """Close the connections to a base that carry nothing."""
        self._inner.rest(base)

    async def close(self) -> None:
        """Close every connection; again is nothing."""
        self._closed = True
        self._inner.close()
        self._threads.shutdown(wait=False)


def _work(job: concurrent.futures.Future[Response], exchange: Callable[[], Response]) -> None:
    """Do a job on this thread, unless nobody wants it any more."""
    if not job.set_running_or_notify_cancel():
        return
    try:
        response = exchange()
    except BaseException as error:  # noqa: BLE001, whatever it was, somebody waits for it
        job.set_exception(error)
        del job  # otherwise the error would hold this frame, and this frame the error
    else:
        job.set_result(response)


async def _reached(job: concurrent.futures.Future[Response], done: asyncio.Future[Response]) -> Response | Failure:
    """How far an exchange came that was just cancelled; its thread ends at once."""
    if job.cancel():
        return Failure(Phase.WAITING, Reason.CANCELLED, "", wrote=False)
    while not done.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([done])
    error = done.exception()
    if error is None:
        return done.result()
    if isinstance(error, ClosedError | ConfigurationError | EncodeError):
        return Failure(Phase.WAITING, Reason.CANCELLED, type(error).__name__, wrote=False)
    if isinstance(error, Failure):
        return error
    return Failure(Phase.SENDING, Reason.CANCELLED, type(error).__name__, wrote=True)
