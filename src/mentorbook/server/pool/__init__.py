"""Kernels that are there at once: forked from a process that has loaded everything a page needs.

::

    server ──▶ template ──▶ a page's template ──▶ kernels, whose page has run already
                       └──▶ kernels

- The **template** (`template.py`) is started by the server. It imports, freezes what it holds, and forks on asking.
- A **page's template** is forked from it, has run the cells of one notebook (`cells.py`), and forks in the same way.
  What the cells showed is known from then on, so the page is made once (`prepared.py`).
- A **kernel** (`kernel.py`) is an ordinary ipykernel from the moment it is forked: with its own connection, random
  numbers, process group and environment.

Templates hold no thread, database, event loop or CRDT document. They hear orders over a socketpair inherited from
the server; each kernel has one of its own, its lifeline, and ends when the server's half is closed. So none
outlives the server, whichever way that ends, and none is left behind that the server has forgotten.

`warm.py` is the server's side of this, `provisioner.py` offers it to Jupyter. Where processes cannot be forked, and
whenever anything here fails, an ordinary kernel serves.
"""
