"""Certificates: who completed which course, signed with a trainer's key, checked without asking anybody.

`code.py` is what is signed, and how that is told; `keys.py` the trainer's key; `paper.py` the PDF. A certificate says that
whoever has a key signed these words. Whose key that is, a pack says, which brings the trainer's public key; nothing here
knows more, nor pretends to.
"""
