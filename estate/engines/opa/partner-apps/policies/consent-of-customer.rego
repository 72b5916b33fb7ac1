package partners.consent_of_customer

import data.lib.calls

deny if {
	calls.is_call
	calls.in_production
	not consented
}

consented if {
	input.action.name in input.context.consent.scopes
	input.context.consent.ageDays <= 180
}
