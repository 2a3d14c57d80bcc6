"""Draws the pictures of the platforms' guides: simple diagrams with labels, no screenshots.

`make pictures` draws them anew from content/*/platforms/ into content/pictures/. The program only reads the
finished files, so that it needs neither Pillow nor a font.
"""
