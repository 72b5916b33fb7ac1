package partners.partner_managers

allow if {
	input.action.name in {"register", "suspend"}
	input.subject.type == "user"
	input.resource.properties.partner in input.subject.properties.managerOf
}
