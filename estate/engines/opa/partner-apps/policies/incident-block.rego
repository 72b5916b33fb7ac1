package partners.incident_block

import data.lib.calls

deny if {
	calls.is_call
	calls.in_production
	input.context.openIncident
}
