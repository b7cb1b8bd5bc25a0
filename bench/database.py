"""A database of the benchmark's own beside the given one, made anew for every run."""

import os
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

NAME = "vaxportal_bench"


def made_anew() -> str:
    """The address of the new, empty database on the server of DATABASE_URL."""
    given = os.environ["DATABASE_URL"]
    connection = psycopg2.connect(given)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(NAME)))
    connection.close()
    return urlsplit(given)._replace(path=f"/{NAME}").geturl()
