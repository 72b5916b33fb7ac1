package retention.stewards_read

allow if {
	input.action.name == "read"
	input.resource.properties.category in input.subject.properties.stewardOf
	input.context.purpose != ""
}
