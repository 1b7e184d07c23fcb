"""Images as people store them: decoding, ranges of values, colours, shapes, sizes."""
