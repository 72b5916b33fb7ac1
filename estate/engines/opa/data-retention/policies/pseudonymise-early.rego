package retention.pseudonymise_early

import data.lib.periods

allow if {
	input.action.name == "pseudonymise"
	periods.is_runner(input.subject)
	input.resource.properties.ageDays > periods.period(input.resource) / 2
	input.resource.properties.idleDays > 30
}
