package partners.certified_only

import data.lib.calls

deny if {
	calls.is_call
	calls.in_production
	not certified
}

certified if input.resource.properties.certifiedDaysAgo <= 365
