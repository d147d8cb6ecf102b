"""nginx.conf with the RTMP module: words with places, the tree of directives, and what nginx makes of it."""
