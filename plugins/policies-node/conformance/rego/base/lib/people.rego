package lib.people

may_write(subject, resource) if subject.id in resource.properties.writers
