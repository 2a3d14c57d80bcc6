"""Ways in and out: each channel receives, renders and sends."""
