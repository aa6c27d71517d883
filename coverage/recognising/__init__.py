"""Papers earned elsewhere: handed in, looked at by an officer, counted once while they hold."""
