package retention.legal_hold

deny if {
	input.action.name in {"delete", "pseudonymise"}
	input.resource.properties.legalHold
}
