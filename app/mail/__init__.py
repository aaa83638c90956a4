"""Messages to people: sent by the worker, put together when they are sent."""
