"""Weekly tips, from subscribing to what arrives."""
