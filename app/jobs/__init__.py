"""Work for later: an outbox in the database, and a queue that carries it to a worker."""
