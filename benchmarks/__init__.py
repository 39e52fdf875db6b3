"""How long a build takes beside the least that it could take, and beside other tools."""
