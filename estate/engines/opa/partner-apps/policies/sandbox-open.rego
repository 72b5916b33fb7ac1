package partners.sandbox_open

import data.lib.calls

allow if {
	calls.is_call
	input.subject.type == "app"
	input.resource.properties.environment == "sandbox"
}
