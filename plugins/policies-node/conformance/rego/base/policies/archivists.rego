package records.archivists

allow if {
	input.action.name == "write"
	input.resource.properties.status == "archived"
	input.subject.properties.role == "admin"
}
