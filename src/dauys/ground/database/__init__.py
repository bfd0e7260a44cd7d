"""The database without an administrator: finds PostgreSQL programs, runs them, makes roles and databases.

Nothing here imports Django.
"""

from .account import is_reachable
from .binaries import Binaries, find_binaries
from .clients import Clients, clients_for
from .embedded import EmbeddedServer
from .errors import DatabaseUnavailable
from .roles import ADMIN, APP, OWNER, create_roles_sql
from .server import Server

__all__ = [
    "ADMIN",
    "APP",
    "OWNER",
    "Binaries",
    "Clients",
    "DatabaseUnavailable",
    "EmbeddedServer",
    "Server",
    "clients_for",
    "create_roles_sql",
    "find_binaries",
    "is_reachable",
]
