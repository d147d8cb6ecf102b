"""From a contract to the machine that it describes: the roles it names, each built by a module of `building`."""
