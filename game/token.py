"""Tokens: 128 random bits for each seat and teacher, kept only as a hash; codes people can type."""

from __future__ import annotations

import hashlib
import hmac
import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O, which read as digits
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH, TICKET_LENGTH, PASSWORD_LENGTH = 6, 10, 12


def new_token() -> str:
    """A token of 128 random bits, as text."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """Six letters that name a room; no secret."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_ticket() -> str:
    """A short-lived secret of 50 random bits with which a seat moves to another phone."""
    return "".join(secrets.choice(SIGNS) for _ in range(TICKET_LENGTH))


def new_password() -> str:
    """A teacher's password of 60 random bits, in groups of four."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(PASSWORD_LENGTH))
    return "-".join(signs[i : i + 4] for i in range(0, PASSWORD_LENGTH, 4))


def hashed(secret: str) -> str:
    """What is kept of a secret. Secrets here are random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(given: str, kept: str) -> bool:
    """Compare a given secret with a kept hash, in constant time."""
    return hmac.compare_digest(hashed(given), kept)


def tidy(code: str) -> str:
    """A code as typed, brought to its form: capitals, no spaces or dashes.

    >>> tidy(" kz-abqr ")
    'KZABQR'
    """
    return "".join(sign for sign in code.upper() if sign.isalnum())
