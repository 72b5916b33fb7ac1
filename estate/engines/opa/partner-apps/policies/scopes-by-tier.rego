package partners.scopes_by_tier

import data.lib.calls

allow if {
	calls.is_call
	calls.in_production
	input.subject.properties.partner == input.resource.properties.partner
	input.action.name in data.tiers[input.resource.properties.tier]
}
