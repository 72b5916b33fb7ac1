package retention.delete_when_over

import data.lib.periods

# A person who deletes by hand cannot be told from one who destroys evidence.
allow if {
	input.action.name == "delete"
	periods.is_runner(input.subject)
	periods.is_over(input.resource)
}
