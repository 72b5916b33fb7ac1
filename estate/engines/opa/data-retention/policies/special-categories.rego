package retention.special_categories

deny if {
	input.action.name == "read"
	data.categories[input.resource.properties.category].regime == "special"
	not second_steward
}

# One cannot be one's own second.
second_steward if {
	input.context.secondSteward != ""
	input.context.secondSteward != input.subject.id
}
