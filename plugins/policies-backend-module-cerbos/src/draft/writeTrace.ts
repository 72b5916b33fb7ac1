import { TraceStep } from './readTrace';
import { TraceComponent, TraceEvent } from './testResults';

/** Steps of a trace as lines, indented by two spaces a level; a place is written once. */
export function writeTrace(
  steps: TraceStep[],
  nameOf: (name: string) => string,
): string[] {
  const lines: string[] = [];
  let before: string[] = [];
  for (const { place, event } of steps) {
    if (place.some(({ kind }) => kind === 'KIND_OUTPUT')) {
      continue;
    }
    const labels = place.flatMap(component => labelOf(component, nameOf));
    for (let level = firstNew(labels, before); level < labels.length; level++) {
      const outcome =
        level === labels.length - 1 ? ` -> ${outcomeOf(event)}` : '';
      lines.push(`${'  '.repeat(level)}${labels[level]}${outcome}`);
    }
    before = labels;
  }
  return lines;
}

/** The level at which a place leaves the one before; at least its last is written. */
function firstNew(labels: string[], before: string[]): number {
  const level = labels.findIndex((label, at) => label !== before[at]);
  return Math.max(level < 0 ? labels.length - 1 : level, 0);
}

function labelOf(
  component: TraceComponent,
  nameOf: (name: string) => string,
): string[] {
  const name = (key: string) => nameOf(String(component[key] ?? ''));
  switch (component.kind) {
    case 'KIND_POLICY':
      return [`policy ${name('policy')}`];
    case 'KIND_DERIVED_ROLE':
      return [`derived role ${name('derivedRole')}`];
    case 'KIND_ACTION':
      return [`action ${name('action')}`];
    case 'KIND_RULE':
      return [`rule ${name('rule')}`];
    case 'KIND_CONDITION_ALL':
      return ['all of'];
    case 'KIND_CONDITION_ANY':
      return ['any of'];
    case 'KIND_CONDITION_NONE':
      return ['none of'];
    case 'KIND_EXPR':
      return [String(component.expr)];
    case 'KIND_VARIABLE': {
      const { name: variable, expr } = (component.variable ?? {}) as {
        name?: string;
        expr?: string;
      };
      return [`variable ${variable} = ${expr}`];
    }
    default:
      return [];
  }
}

function outcomeOf({ effect, error, message, result, status }: TraceEvent) {
  const value = result === undefined ? undefined : JSON.stringify(result);
  return (
    [effect, value, message, error].filter(Boolean).join(', ') ||
    String(status ?? 'done')
  );
}
