"""Work that outlives a request, done by one process beside the web workers."""
