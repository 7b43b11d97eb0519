"""Real servers for the tests of this folder."""

from tests.services.fixtures import embedded_portal, portal, servers, smtp

__all__ = ["embedded_portal", "portal", "servers", "smtp"]
