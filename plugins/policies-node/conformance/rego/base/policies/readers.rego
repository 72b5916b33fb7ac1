package records.readers

allow if {
	input.action.name == "read"
	input.subject.id in input.resource.properties.readers
}
