package records_test

alice_reads := {
	"subject": {"type": "user", "id": "alice", "properties": {}},
	"action": {"name": "read", "properties": {}},
	"resource": {"type": "record", "id": "record-1", "properties": {"readers": ["alice"]}},
}

test_readers_read if data.records.readers.allow with input as alice_reads

test_others_do_not if {
	other := object.union(alice_reads, {"subject": {"id": "mallory"}})
	not data.records.readers.allow with input as other
}
