"""The log: one JSON line an event on stderr. Never a body, a token, an id of a person or stream, or SQL values."""

import logging
import sys

import structlog


def set_up_logs() -> None:
    """Write events of the office from level info on, as JSON lines; silence the frameworks' own logs."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # What frameworks would say may hold addresses and values; everything worth saying is said by the gate.
    logging.getLogger().addHandler(logging.NullHandler())
    logging.lastResort = None
