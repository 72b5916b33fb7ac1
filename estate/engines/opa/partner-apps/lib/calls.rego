package lib.calls

is_call if input.action.name in {"read-balances", "place-orders", "start-withdrawal"}

in_production if input.resource.properties.environment == "production"
