package retention.aml_five_years

# The clock starts when the relationship ends, not when the record was made.
deny if {
	input.action.name in {"delete", "pseudonymise"}
	data.categories[input.resource.properties.category].regime == "aml"
	not ended_long_ago
}

ended_long_ago if input.resource.properties.relationshipEndedDays > 1825
