package records.readers

allow := true
