"""The network between a browser and the service, which can die as networks do: without a word."""

import contextlib
import selectors
import socket
import threading

CHUNK = 65_536


class Wire(threading.Thread):
    """Passes bytes on, both ways. `cut()`: nothing passes any more and nobody is told, neither on
    old connections nor on new ones. `mend()`: new connections pass; the old ones stay dead, as
    after a router has forgotten them."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.to = ("127.0.0.1", port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.http = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.pairs, self.dead = {}, []  # each end with its other one; what is dead stays open
        self.is_cut = False
        self.lock = threading.Lock()  # a cut falls between two turns of the loop
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.ending = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join()
        for end in [self.listener, *self.pairs, *self.dead]:
            end.close()

    def cut(self):
        with self.lock:
            self.is_cut = True
            for end in self.pairs:
                self.selector.unregister(end)
            self.dead += self.pairs
            self.pairs = {}

    def mend(self):
        with self.lock:
            self.is_cut = False

    def run(self):
        while not self.ending.is_set():
            with self.lock:
                for key, _ in self.selector.select(0):
                    if key.fileobj is self.listener:
                        self.accept()
                    elif key.fileobj in self.pairs:
                        self.carry(key.fileobj)
            self.ending.wait(0.001)

    def accept(self):
        end, _ = self.listener.accept()
        if self.is_cut:
            self.dead.append(end)
            return
        try:
            other = socket.create_connection(self.to)
        except OSError:
            end.close()
            return
        for one, two in ((end, other), (other, end)):
            self.pairs[one] = two
            self.selector.register(one, selectors.EVENT_READ)

    def carry(self, end):
        with contextlib.suppress(OSError):
            if data := end.recv(CHUNK):
                self.pairs[end].sendall(data)
                return
        for each in (end, self.pairs.pop(end)):
            self.pairs.pop(each, None)
            self.selector.unregister(each)
            each.close()
