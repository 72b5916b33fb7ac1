import { EvaluationRequest } from '@internal/plugin-policies-common';

/** What a request says of the ones it names, such as `resource.amount` and `1000`. */
export function attributesOf(
  request: EvaluationRequest,
): Array<{ path: string; value: string }> {
  const { subject, action, resource, context } = request;
  return Object.entries({
    subject: subject.properties,
    action: action.properties,
    resource: resource.properties,
    context,
  }).flatMap(([of, values]) =>
    Object.entries(values ?? {}).map(([name, value]) => ({
      path: `${of}.${name}`,
      value: textOf(value),
    })),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'number'
    ? value.toLocaleString('en', { maximumFractionDigits: 20 })
    : JSON.stringify(value) ?? '';
}
