"""The gateways, a module for each provider; who opens one loads that one alone."""
