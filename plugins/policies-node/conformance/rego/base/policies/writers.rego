package records.writers

import data.lib.people

allow if {
	input.action.name == "write"
	input.resource.properties.status == "active"
	people.may_write(input.subject, input.resource)
}
