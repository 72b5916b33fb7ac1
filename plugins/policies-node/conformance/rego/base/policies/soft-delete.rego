package records.soft_delete

import data.lib.people

allow if {
	input.action.name == "delete"
	input.action.properties.soft == true
	people.may_write(input.subject, input.resource)
}
