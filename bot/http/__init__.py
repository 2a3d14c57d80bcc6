"""What channels share over HTTP."""
