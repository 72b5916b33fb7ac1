import {
  JOURNEY_STEPS,
  JourneyPreview,
  JourneyStep,
} from '@internal/plugin-policies-common';
import { JourneyState } from '../../hooks/useJourney';

/** How far a step is; `unknown` until the engine has looked at the answers. */
export type StepState = 'done' | 'todo' | 'blocked' | 'unknown';

export const STEP_TITLES: Record<JourneyStep, string> = {
  domain: 'Domain and owner',
  subject: 'What is decided',
  engine: 'Engine',
  policies: 'Policies and cases',
  consumers: 'Consumers',
  try: 'Try it',
  review: 'Review and publish',
};

export function isStep(text: string | undefined): text is JourneyStep {
  return JOURNEY_STEPS.includes(text as JourneyStep);
}

/** State of a step, and in a few words why or what was answered. */
export function stepStateOf(
  step: JourneyStep,
  state: Pick<JourneyState, 'get' | 'preview' | 'journey'>,
): { state: StepState; note: string } {
  const { get, preview, journey } = state;
  if (!preview) {
    return { state: 'unknown', note: '' };
  }
  const problem = preview.problems.find(known => known.step === step);
  if (problem) {
    return { state: 'todo', note: problem.message };
  }
  const errors = countErrors(preview);
  const failing = preview.cases.filter(
    ({ status }) => status !== 'passed',
  ).length;
  switch (step) {
    case 'domain':
      return {
        state: 'done',
        note: [get('domainTitle') || get('domain'), nameOf(get('owner'))].join(
          ', ',
        ),
      };
    case 'subject':
      return { state: 'done', note: get('title') };
    case 'engine':
      return { state: 'done', note: get('engine') };
    case 'policies':
      if (!preview.files.length) {
        return { state: 'blocked', note: 'Needs the steps before' };
      }
      if (errors) {
        return { state: 'todo', note: plural(errors, 'error') };
      }
      if (!preview.cases.length) {
        return { state: 'todo', note: 'No cases yet' };
      }
      return failing
        ? { state: 'todo', note: `${plural(failing, 'case')} not as expected` }
        : {
            state: 'done',
            note: `${plural(preview.cases.length, 'case')} pass`,
          };
    case 'consumers': {
      const { length } = listIn(get('consumers'));
      return length
        ? { state: 'done', note: plural(length, 'service') }
        : { state: 'todo', note: 'Can come later' };
    }
    case 'try':
      if (!preview.files.length || errors) {
        return { state: 'blocked', note: 'Needs policies that validate' };
      }
      return get('request')
        ? { state: 'done', note: 'Asked' }
        : { state: 'todo', note: 'Ask for a first decision' };
    default:
      if (journey?.change) {
        return { state: 'done', note: `Change #${journey.change}` };
      }
      return isReady(preview)
        ? { state: 'todo', note: 'Ready' }
        : { state: 'blocked', note: 'Needs the steps before' };
  }
}

/** Whether the set can be proposed. */
export function isReady(preview: JourneyPreview | undefined): boolean {
  return Boolean(
    preview &&
      !preview.problems.length &&
      preview.files.length &&
      !countErrors(preview) &&
      preview.cases.every(({ status }) => status === 'passed'),
  );
}

export function countErrors(preview: JourneyPreview | undefined): number {
  return (preview?.diagnostics ?? []).filter(
    ({ severity }) => severity === 'error',
  ).length;
}

/** Reads a field that holds a list. */
export function listIn(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text || '[]');
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

/** A name as entities and sets take it: lower case letters, digits and single dashes. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}

export function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
