package retention_test

runner := {"type": "service", "id": "retention-runner", "properties": {"job": "retention"}}

record(properties) := {"type": "RetainedRecord", "id": "r", "properties": properties}

ask(action, properties) := {"subject": runner, "action": {"name": action}, "resource": record(properties), "context": {}}

test_every_category_has_a_period if {
	every category in data.categories {
		category.days > 0
		category.regime in {"aml", "service", "special"}
	}
}

test_deleted_when_over if {
	request := ask("delete", {"category": "marketing", "ageDays": 91})
	data.retention.delete_when_over.allow with input as request
}

test_not_a_day_early if {
	request := ask("delete", {"category": "marketing", "ageDays": 90})
	not data.retention.delete_when_over.allow with input as request
}

test_hold_stops_deletion if {
	request := ask("delete", {"category": "marketing", "ageDays": 91, "legalHold": "LH-1"})
	data.retention.legal_hold.deny with input as request
}
