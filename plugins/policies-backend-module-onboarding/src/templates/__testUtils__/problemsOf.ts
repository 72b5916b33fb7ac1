import { PlaygroundCaseEvent } from '@internal/plugin-policies-common';
import { startPortal } from '../../__testUtils__/portal';
import { RESERVED_WORDS } from '../emit/typeNameFor';
import { starters } from '../starters';

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** Names that no language takes for an identifier as they are. */
export const AWKWARD = {
  set: '2fa-default',
  subjectType: 'staff-member',
  resourceType: 'Unit-test',
};

/** Names of all actions of a template that no language takes for an identifier; the first has two. */
export function awkwardActions(template: string): Record<string, string[]> {
  const { actions } = starters.find(({ name }) => name === template)!;
  return Object.fromEntries(
    Object.keys(actions).map((action, index) => [
      action,
      [`unit:${action}-it`, ...(index ? [] : ['in'])],
    ]),
  );
}

/** Body of a request for files. */
export function identity(engine: string, set = 'starter') {
  return {
    set,
    title: 'A starter',
    domain: 'testing',
    owner: 'group:default/testers',
    engine,
  };
}

/** Everything that is not as the template promises: the same cases, each passed, without warnings. */
export async function problemsOf(
  portal: Portal,
  template: string,
  engine: string,
  other: {
    subjectType?: string;
    resourceType?: string;
    actions?: Record<string, string[]>;
  } = {},
) {
  const { body } = await portal
    .post(`/templates/${template}/files`, {
      ...identity(engine, 'my-starter'),
      ...other,
    })
    .expect(200);
  const checked = await portal
    .post('/playground/evaluate', { files: body.files })
    .expect(200);
  const { text } = await portal
    .post('/playground/cases', { files: body.files })
    .expect(200);
  const events = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as PlaygroundCaseEvent);
  const results = events.flatMap(event =>
    event.type === 'result' ? [event.result] : [],
  );
  const starter = starters.find(({ name }) => name === template)!;
  const { actions: named = {} } = other;
  const expected = starter.cases.reduce(
    (sum, { action }) => sum + (named[action]?.length ?? 1),
    0,
  );
  return [
    ...checked.body.diagnostics.map((each: object) => JSON.stringify(each)),
    ...results
      .filter(({ status }) => status !== 'passed')
      .map(result => `${result.case.name}: ${result.message}`),
    ...(results.length === expected
      ? []
      : [`${results.length} cases ran: ${text.slice(0, 500)}`]),
  ];
}

/** What goes wrong when types are named by words that mean something in a language. */
export async function reservedWordProblems(portal: Portal, engine: string) {
  const problems: string[] = [];
  for (const [index, word] of RESERVED_WORDS.entries()) {
    // It has attributes of most kinds.
    const found = await problemsOf(portal, 'jurisdictions', engine, {
      subjectType: word,
      resourceType: RESERVED_WORDS[(index + 1) % RESERVED_WORDS.length],
    });
    problems.push(...found.map(problem => `${word}: ${problem}`));
  }
  return problems;
}
