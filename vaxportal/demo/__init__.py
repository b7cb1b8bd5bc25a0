"""Made-up places, accounts and days to try the portal with. Only where DEMO is on."""
