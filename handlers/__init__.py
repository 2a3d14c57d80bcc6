"""One module per thing a user wants: a request comes in, a Turn goes out."""
