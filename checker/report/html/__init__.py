"""One outcome as one HTML file that needs nothing else: what each part of the page shows, a module each."""
