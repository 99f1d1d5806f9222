"""Four gateways on one port, with an inbox to look at: what nobody has to pay for while developing."""
