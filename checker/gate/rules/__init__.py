"""One module a rule, with a `RULE`; found by being here. The file is called like the code, `-` as `_`."""
