import { EvaluationRequest } from '@internal/plugin-policies-common';

const LONGEST = 400;

/** A request in a line, for messages: who does what to what, and what else is said. */
export function describeRequest({
  subject,
  action,
  resource,
  context,
}: EvaluationRequest): string {
  const told = [
    `${subject.type} '${subject.id}'`,
    propertiesOf(subject.properties),
    `asks for '${action.name}' on ${resource.type} '${resource.id}'`,
    propertiesOf(resource.properties),
    context && Object.keys(context).length
      ? `in the context ${JSON.stringify(context)}`
      : undefined,
  ]
    .filter(part => part !== undefined)
    .join(' ');
  return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
}

function propertiesOf(properties: unknown): string | undefined {
  return properties && Object.keys(properties).length
    ? `with ${JSON.stringify(properties)}`
    : undefined;
}
