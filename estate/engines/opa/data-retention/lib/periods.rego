package lib.periods

# Days for which a record of this category is kept.
period(record) := data.categories[record.properties.category].days

is_over(record) if record.properties.ageDays > period(record)

is_runner(subject) if {
	subject.type == "service"
	subject.properties.job == "retention"
}
