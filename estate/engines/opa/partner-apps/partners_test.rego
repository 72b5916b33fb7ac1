package partners_test

# A tier holds everything the tier below it holds.
test_tiers_grow if {
	every scope in data.tiers.basic {
		scope in data.tiers.trading
	}
	every scope in data.tiers.trading {
		scope in data.tiers.strategic
	}
}

test_no_consent_no_call if {
	data.partners.consent_of_customer.deny with input as {
		"subject": {"type": "app", "id": "x", "properties": {}},
		"action": {"name": "read-balances"},
		"resource": {"type": "PartnerApp", "id": "x", "properties": {"environment": "production"}},
		"context": {},
	}
}
